package io.kvorum.raft.core;

/** Why a leader stopped leading without hearing of another one. */
public enum StepDown {
    /** It did not hear from a majority for an election timeout. */
    NO_QUORUM,
    /** Nothing that it writes became durable for an election timeout, so it could not apply what the others commit. */
    SLOW_LOG,
    /** It is no member any more, and somebody else can lead. */
    REMOVED
}
