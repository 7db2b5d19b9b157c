package io.kvorum.raft.core;

/** Counts ticks since something was heard. */
final class ElectionTimer {
    private final MemberState member;
    private int elapsed;
    private int timeout;

    ElectionTimer(MemberState member) {
        this.member = member;
        reset();
    }

    void reset() {
        elapsed = 0;
        timeout = member.drawElectionTimeout();
    }

    /** Skips the part of the timeout that is the same for all members. */
    void advance() {
        elapsed = Math.max(elapsed, member.settings().electionTicks() - 1);
    }

    /** One tick; true when the timeout has passed. */
    boolean tick() {
        elapsed++;
        return elapsed >= timeout;
    }

    /** Whether so little time has passed that a leader that was heard then surely has its majority still. */
    boolean withinLease() {
        return elapsed < member.settings().electionTicks();
    }
}
