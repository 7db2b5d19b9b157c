package io.kvorum.spi.storage;

/**
 * Rows that lie beside the present ones, seen by nobody, until they take their place or are thrown away (STO-6). Made by
 * {@link StorageBackend#load}.
 */
@FunctionalInterface
public interface LoadedRows extends AutoCloseable {
    /**
     * Lets these rows take the place of all rows of all keyspaces, durably, those included that were applied since they
     * were loaded. Open cursors and snapshots keep the old content or fail with {@link StorageException}; they never mix.
     *
     * <p>Thread: the writer, between batches; once. Clients wait for it, so what takes long belongs into
     * {@link StorageBackend#load}.
     */
    void install();

    /** Gives back the space of rows that were not installed; does nothing after {@link #install}. Any thread; may be repeated. */
    @Override
    default void close() {}
}
