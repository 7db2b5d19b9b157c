package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import java.util.Optional;

/**
 * What a member must remember across a restart besides its entries.
 *
 * @param term highest term it has seen
 * @param vote whom it voted for in that term
 * @param commit an index that is certainly committed; recorded lazily, so it may lag
 */
public record HardState(long term, Optional<MemberId> vote, long commit) {
    /** Before anything happened. */
    public static final HardState NONE = new HardState(0, Optional.empty(), 0);

    /** Whether the other state makes the same promises; the commit index is none. */
    public boolean samePromises(HardState other) {
        return term == other.term && vote.equals(other.vote);
    }
}
