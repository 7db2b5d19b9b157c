package io.kvorum.raft.quorum;

/** How an election stands. */
public enum ElectionResult {
    WON,
    /** A majority can no longer be reached. */
    LOST,
    /** Answers are missing. */
    OPEN
}
