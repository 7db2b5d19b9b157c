package io.kvorum.spi;

/**
 * A component cannot be made or opened here: wrong directory, missing JVM flag, port in use. Damaged data have
 * exceptions of their own, {@link io.kvorum.spi.wal.WalCorruptionException} and
 * {@link io.kvorum.spi.storage.StorageCorruptionException}.
 *
 * <p>The message is one clear sentence for the operator: what is wrong, where, and what to do about it.
 */
public class ComponentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ComponentException(String message) {
        super(message);
    }

    public ComponentException(String message, Throwable cause) {
        super(message, cause);
    }
}
