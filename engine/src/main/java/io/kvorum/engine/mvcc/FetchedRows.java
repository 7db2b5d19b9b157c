package io.kvorum.engine.mvcc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;

/**
 * Rows that readers have fetched from the storage, bounded in bytes. Which ones stay is decided by how often they are
 * asked for, so that one walk over everything does not drive out what many read; freshly written rows are kept apart
 * ({@link RowCache}), because to admit each of them here would cost more than it is worth.
 *
 * <p>A row never changes under its revision, so nothing here is ever out of date. Any thread.
 */
final class FetchedRows {
    /** What a row costs beside its bytes: key, wrapper and the cache's own node. */
    private static final int OVERHEAD_BYTES = 150;

    private final Cache<Place, ByteString> rows;

    /** @param bytes room for rows with what they cost; 0 for none */
    FetchedRows(long bytes) {
        rows = bytes == 0
                ? null
                : Caffeine.newBuilder()
                        .maximumWeight(bytes)
                        .weigher((Place place, ByteString row) -> row.size() + OVERHEAD_BYTES)
                        // On the caller's thread: no thread of its own, and the same order in every simulated run.
                        .executor(Runnable::run)
                        .build();
    }

    /** The row, or null if it is not here. */
    ByteString get(long main, int sub) {
        return rows == null ? null : rows.getIfPresent(new Place(main, sub));
    }

    void put(long main, int sub, ByteString row) {
        if (rows != null) {
            rows.put(new Place(main, sub), row);
        }
    }

    /** Forgets everything: the storage got other content. */
    void clear() {
        if (rows != null) {
            rows.invalidateAll();
        }
    }

    /** Where a row lies in the history. */
    private record Place(long main, int sub) {}
}
