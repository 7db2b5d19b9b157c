package io.kvorum.spi.wal;

/** Something that had been synced is damaged or missing. The message names file and position. */
public final class WalCorruptionException extends WalFailedException {
    private static final long serialVersionUID = 1L;

    public WalCorruptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
