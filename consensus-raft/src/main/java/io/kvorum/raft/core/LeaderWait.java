package io.kvorum.raft.core;

/**
 * How long this member was without a leader, in its own ticks: a measure that a machine which is slow, or a process that was
 * stopped, does not lengthen.
 */
final class LeaderWait {
    private long ledTerm;
    private int sinceLed;
    private int last;

    void tick() {
        sinceLed++;
    }

    /** The leader of this term was heard; on the leader itself: it has its majority, and commits. */
    void led(long term) {
        if (term != ledTerm) {
            ledTerm = term;
            last = sinceLed;
        }
        sinceLed = 0;
    }

    /** Ticks between the last word of the former leader, or the start of this life, and the first one of the latest. */
    int last() {
        return last;
    }
}
