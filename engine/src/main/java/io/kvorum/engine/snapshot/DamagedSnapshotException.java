package io.kvorum.engine.snapshot;

/** A snapshot is not what its sender wrote, or not for this release. The present state is unharmed. */
public final class DamagedSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedSnapshotException(String message) {
        super(message);
    }
}
