package io.kvorum.spi.storage;

/** The backend failed and is unusable from now on (STO-9). The node must stop. */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
