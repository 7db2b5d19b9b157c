package io.kvorum.raft.driver;

import io.kvorum.raft.core.RaftCore;

/**
 * When a majority was last asked, and answered, whether this member still leads. What counts is when it was asked: an answer
 * may have waited in a queue while the process slept.
 */
final class QuorumClock {
    private static final int ROUNDS_KEPT = 64;

    private final long[] askedAt = new long[ROUNDS_KEPT];
    private long term;
    private long lastRound;
    private long confirmedRound;
    private long lastQuorum;

    /**
     * Notes the rounds of heartbeats that the core has begun.
     *
     * @param now a time before any message of these rounds is sent
     */
    void roundsBegan(RaftCore core, long now) {
        long round = core.heartbeatRound();
        if (round < lastRound || core.term() != term) {
            term = core.term();
            lastRound = 0;
            confirmedRound = 0;
            lastQuorum = 0;
        }
        for (long began = Math.max(lastRound + 1, round - ROUNDS_KEPT + 1); began <= round; began++) {
            askedAt[(int) (began % ROUNDS_KEPT)] = now;
        }
        lastRound = round;
    }

    /** Monotonic time at which the last round was asked that a majority has answered; 0 if there is none. */
    long lastQuorum(RaftCore core) {
        long confirmed = core.confirmedRound();
        if (confirmed > confirmedRound && confirmed > lastRound - ROUNDS_KEPT) {
            confirmedRound = confirmed;
            lastQuorum = askedAt[(int) (confirmed % ROUNDS_KEPT)];
        }
        return lastQuorum;
    }
}
