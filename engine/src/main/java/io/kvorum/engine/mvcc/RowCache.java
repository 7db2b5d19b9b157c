package io.kvorum.engine.mvcc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;

/**
 * Rows that were written or read lately, so that most reads need no storage. Any thread. Nothing may depend on what is in
 * it: its choice of victims is not deterministic.
 */
final class RowCache {
    /** What one entry costs beside the bytes of its row: key, row object, array header, the cache's own node. */
    private static final int ENTRY_OVERHEAD_BYTES = 144;

    private final Cache<RevisionKey, ByteString> rows;

    /**
     * Makes a cache.
     *
     * @param bytesMax room for rows with what they cost; 0 for no cache
     */
    RowCache(long bytesMax) {
        rows = bytesMax == 0
                ? null
                : Caffeine.newBuilder()
                        .executor(Runnable::run)
                        .maximumWeight(bytesMax)
                        .weigher((RevisionKey key, ByteString row) -> ENTRY_OVERHEAD_BYTES + row.size())
                        .build();
    }

    /** The row, or null if it is not here. */
    ByteString get(long main, int sub) {
        return rows == null ? null : rows.getIfPresent(new RevisionKey(main, sub));
    }

    void put(long main, int sub, ByteString row) {
        if (rows != null) {
            rows.put(new RevisionKey(main, sub), row);
        }
    }

    void clear() {
        if (rows != null) {
            rows.invalidateAll();
        }
    }

    private record RevisionKey(long main, int sub) {
        @Override
        public int hashCode() {
            return Long.hashCode(main * 0x9E3779B97F4A7C15L) + sub;
        }
    }
}
