package io.kvorum.engine.mvcc;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageLimits;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.StorageStats;
import io.kvorum.spi.storage.WriteBatch;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Rows in memory, for tests of the layers above a storage. */
public final class HeapStorage implements StorageBackend {
    private final Map<String, NavigableMap<Bytes, Bytes>> keyspaces = new ConcurrentHashMap<>();

    /** The rows of a keyspace. */
    public NavigableMap<Bytes, Bytes> rows(Keyspace keyspace) {
        return keyspaces.computeIfAbsent(keyspace.name(), name -> new ConcurrentSkipListMap<>());
    }

    @Override
    public void apply(WriteBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.value(i) == null) {
                rows(batch.keyspace(i)).remove(batch.key(i));
            } else {
                rows(batch.keyspace(i)).put(batch.key(i), batch.value(i));
            }
        }
    }

    @Override
    public CompletionStage<Void> flush() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        return rows(keyspace).get(key);
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        NavigableMap<Bytes, Bytes> rows = rows(keyspace).tailMap(range.from(), true);
        rows = range.to() == null ? rows : rows.headMap(range.to(), false);
        return new Cursor((descending ? rows.descendingMap() : rows).entrySet().iterator(), limit);
    }

    @Override
    public StorageSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LoadedRows load(SortedRows rows) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> defragment() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public StorageStats stats() {
        return new StorageStats(0, 0, 0);
    }

    @Override
    public StorageLimits limits() {
        return new StorageLimits(Integer.MAX_VALUE, false);
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }

    private static final class Cursor implements RowCursor {
        private final Iterator<Map.Entry<Bytes, Bytes>> rows;
        private int left;
        private Map.Entry<Bytes, Bytes> row;

        Cursor(Iterator<Map.Entry<Bytes, Bytes>> rows, int limit) {
            this.rows = rows;
            this.left = limit;
        }

        @Override
        public boolean next() {
            if (left == 0 || !rows.hasNext()) {
                return false;
            }
            left--;
            row = rows.next();
            return true;
        }

        @Override
        public Bytes key() {
            return row.getKey();
        }

        @Override
        public Bytes value() {
            return row.getValue();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
