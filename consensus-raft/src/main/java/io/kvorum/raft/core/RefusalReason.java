package io.kvorum.raft.core;

import io.kvorum.spi.consensus.ProposalFailure;
import java.util.Optional;

/** Why a leader did not append a forwarded command; a closed set, because it travels. */
public enum RefusalReason {
    NOT_LEADER,
    TRANSFERRING,
    OVERLOADED,
    NO_SPACE;

    /** The same as the SPI says it. */
    public ProposalFailure toFailure() {
        return switch (this) {
            case NOT_LEADER -> new ProposalFailure.NotLeader(Optional.empty());
            case TRANSFERRING -> new ProposalFailure.Dropped("leadership is being transferred");
            case OVERLOADED -> new ProposalFailure.Overloaded();
            case NO_SPACE -> new ProposalFailure.NoSpace();
        };
    }
}
