package io.kvorum.spi.wal;

/** The log failed and refuses all further work (WAL-7). The node must stop; nothing is retried. */
public class WalFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WalFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
