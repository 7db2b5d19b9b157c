package io.kvorum.engine.command;

/** The log holds a command of a newer release; this member must not go on, as it would apply less than others. */
public final class UnknownCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownCommandException(int format, int operation) {
        super("the log holds a command of format " + format + " with operation " + operation
                + ", which this release does not know: run a release at least as new as the one that wrote it");
    }
}
