package io.kvorum.spi.consensus;

import io.kvorum.spi.MemberId;
import java.util.Optional;

/** Why a command did not, or may not, become an entry (CON-4). */
public sealed interface ProposalFailure {
    /** Whether the command may still commit; if not, it certainly never will. */
    default boolean outcomeUnknown() {
        return false;
    }

    /** Nobody leads, or the leader could not be reached before anything was sent. */
    record NotLeader(Optional<MemberId> leader) implements ProposalFailure {}

    /** Refused by the leader, for instance during a transfer of leadership. */
    record Dropped(String reason) implements ProposalFailure {}

    /** Too much waits already. */
    record Overloaded() implements ProposalFailure {}

    /** The log has no room for clients. */
    record NoSpace() implements ProposalFailure {}

    /** It was handed over and its fate is not known: the leader was lost, or the node stops. */
    record Unknown(String reason) implements ProposalFailure {
        @Override
        public boolean outcomeUnknown() {
            return true;
        }
    }
}
