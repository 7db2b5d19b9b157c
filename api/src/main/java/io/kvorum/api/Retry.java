package io.kvorum.api;

/**
 * What a client may do with a write that was answered by an error. It speaks of the request as it was sent, with at
 * most a fresh authentication token.
 */
public enum Retry {
    /** The request had no effect and never will; the reason passes, so that a repetition may succeed. */
    SAFE,
    /** The request may have taken effect, or may still do so; a repetition can apply it twice. */
    UNKNOWN_OUTCOME,
    /**
     * The request had no effect, and a repetition gets the same answer until somebody changes the request or the
     * cluster.
     */
    NEVER
}
