package io.kvorum.engine.lease;

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
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Rows of one keyspace in memory; only what a lease table needs. */
final class FakeLeaseRows implements StorageBackend {
    private final TreeMap<Bytes, Bytes> rows = new TreeMap<>();

    int size() {
        return rows.size();
    }

    @Override
    public void apply(WriteBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.value(i) == null) {
                rows.remove(batch.key(i));
            } else {
                rows.put(batch.key(i), batch.value(i));
            }
        }
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        Iterator<Map.Entry<Bytes, Bytes>> rest = rows.entrySet().iterator();
        return new RowCursor() {
            private Map.Entry<Bytes, Bytes> row;

            @Override
            public boolean next() {
                row = rest.hasNext() ? rest.next() : null;
                return row != null;
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
            public void close() {}
        };
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        return rows.get(key);
    }

    @Override
    public CompletionStage<Void> flush() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StorageSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LoadedRows load(SortedRows newRows) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> defragment() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StorageStats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StorageLimits limits() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
