package io.kvorum.raft.core;

import io.kvorum.spi.consensus.ProposalFailure;

/** What became of a proposal at once. */
public sealed interface ProposalOutcome {
    /** This member leads and appended it; it commits, or is overwritten by a later leader. */
    record Appended(long index, long term) implements ProposalOutcome {}

    /** It goes to the leader under this number. */
    record Forwarded(long sequence) implements ProposalOutcome {}

    /** It was not taken and never will be. */
    record Refused(ProposalFailure failure) implements ProposalOutcome {}
}
