package io.kvorum.engine.cluster;

import io.kvorum.spi.MemberId;
import java.util.Optional;

/** Who leads, as this member was last told; written by the apply lane, read by any thread. */
public final class LeaderView {
    private final MemberId self;
    private volatile Optional<MemberId> leader = Optional.empty();
    private volatile long term;

    public LeaderView(MemberId self) {
        this.self = self;
    }

    /** Apply lane. */
    public void update(Optional<MemberId> newLeader, long newTerm) {
        term = newTerm;
        leader = newLeader;
    }

    public boolean isKnown() {
        return leader.isPresent();
    }

    /** The leader; empty while none is known. */
    public Optional<MemberId> leader() {
        return leader;
    }

    /** Whether this member leads as far as it knows; it may have been replaced without having heard of it. */
    public boolean isSelf() {
        return leader.isPresent() && leader.get().equals(self);
    }

    public long term() {
        return term;
    }
}
