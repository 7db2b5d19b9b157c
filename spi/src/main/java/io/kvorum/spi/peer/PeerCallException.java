package io.kvorum.spi.peer;

/** A call without an answer (PEER-6). Carries no stack trace, as it is an answer. */
public final class PeerCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    public PeerCallException(Outcome outcome, String message) {
        super(message, null, false, false);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** What the caller may conclude. */
    public enum Outcome {
        /** The call did not reach a handler; it may be repeated. */
        UNREACHABLE,
        /** The other side refused it. */
        REFUSED,
        /** It may or may not have been handled. */
        UNKNOWN
    }
}
