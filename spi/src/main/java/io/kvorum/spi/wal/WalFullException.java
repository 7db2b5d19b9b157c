package io.kvorum.spi.wal;

/** No space for this record. The log is unharmed; nothing was appended. */
public final class WalFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WalFullException(String message) {
        super(message);
    }
}
