package custom;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Sorted maps that are forgotten at the end; a snapshot is a copy, so this is for small stores. */
final class TreeStorage implements StorageBackend {
    private volatile Map<String, ConcurrentNavigableMap<Bytes, Bytes>> keyspaces = new ConcurrentHashMap<>();

    private ConcurrentNavigableMap<Bytes, Bytes> rows(Keyspace keyspace) {
        return keyspaces.computeIfAbsent(keyspace.name(), absent -> new ConcurrentSkipListMap<>());
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
        ConcurrentNavigableMap<Bytes, Bytes> all = descending ? rows(keyspace).descendingMap() : rows(keyspace);
        Iterator<Map.Entry<Bytes, Bytes>> found = all.entrySet().stream()
                .filter(row -> range.contains(row.getKey()))
                .limit(limit)
                .iterator();
        return new RowCursor() {
            private Map.Entry<Bytes, Bytes> present;

            @Override
            public boolean next() {
                present = found.hasNext() ? found.next() : null;
                return present != null;
            }

            @Override
            public Bytes key() {
                return present.getKey();
            }

            @Override
            public Bytes value() {
                return present.getValue();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public StorageSnapshot snapshot() {
        TreeStorage copy = new TreeStorage();
        keyspaces.forEach((name, rows) -> copy.keyspaces.put(name, new ConcurrentSkipListMap<>(rows)));
        return new StorageSnapshot() {
            @Override
            public Bytes get(Keyspace keyspace, Bytes key) {
                return copy.get(keyspace, key);
            }

            @Override
            public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
                return copy.scan(keyspace, range, descending, limit);
            }

            @Override
            public long approximateBytes() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public LoadedRows load(SortedRows newRows) {
        TreeStorage replacement = new TreeStorage();
        while (newRows.next()) {
            replacement.rows(newRows.keyspace()).put(newRows.key(), newRows.value());
        }
        return () -> keyspaces = replacement.keyspaces;
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
    public void close() {}
}
