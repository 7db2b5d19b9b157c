package io.kvorum.spi.storage;

/** Damage was found and is not served (STO-8). The message names file and position. */
public final class StorageCorruptionException extends StorageException {
    private static final long serialVersionUID = 1L;

    public StorageCorruptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
