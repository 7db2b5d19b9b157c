package io.kvorum.memory;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rows that remember older values while a snapshot may ask for them. One writer, any number of readers without a lock.
 *
 * <p>Each row leads to its newest version, which leads to the one before. A snapshot is the number of a batch: it sees of
 * each row the newest version that is not younger. Versions that no open snapshot can see are cut off when the writer
 * comes by.
 */
final class VersionedRows {
    /** Sees every version. */
    static final long NEWEST = Long.MAX_VALUE;

    // Rows to tidy at most per batch, so that closing a snapshot of everything does not stop the writer
    private static final int TIDY_MAX = 1_000;

    private final NavigableMap<String, NavigableMap<Bytes, Version>> keyspaces = new ConcurrentSkipListMap<>();
    // Numbers of batches that snapshots stand at, with how many do
    private final NavigableMap<Long, Integer> snapshots = new ConcurrentSkipListMap<>();
    // The writer's: rows that kept something for a snapshot
    private final Deque<Touched> touched = new ArrayDeque<>();
    private long batches;
    private volatile long bytes;

    /** A value of a row since a batch; null if the row was removed then. */
    private static final class Version {
        private final long batch;
        private final Bytes value;
        private volatile Version older;

        Version(long batch, Bytes value, Version older) {
            this.batch = batch;
            this.value = value;
            this.older = older;
        }

        Bytes valueAt(long snapshot) {
            Version version = this;
            while (version != null && version.batch > snapshot) {
                version = version.older;
            }
            return version == null ? null : version.value;
        }
    }

    private record Touched(NavigableMap<Bytes, Version> rows, Bytes key) {}

    void apply(WriteBatch batch) {
        boolean keepOlder = !snapshots.isEmpty();
        tidy(keepOlder ? 2 * batch.size() : TIDY_MAX);
        batches++;
        long change = 0;
        for (int i = 0; i < batch.size(); i++) {
            NavigableMap<Bytes, Version> rows = rows(batch.keyspace(i));
            Bytes key = batch.key(i);
            Bytes value = batch.value(i);
            Version old = rows.get(key);
            change += size(key, value) - (old == null ? 0 : size(key, old.value));
            if (keepOlder && old != null) {
                rows.put(key, new Version(batches, value, old));
                touched.add(new Touched(rows, key));
            } else if (value != null) {
                rows.put(key, new Version(batches, value, null));
            } else {
                rows.remove(key);
            }
        }
        bytes += change;
    }

    private static long size(Bytes key, Bytes value) {
        return value == null ? 0 : key.length() + value.length();
    }

    private void tidy(int rowsMax) {
        long oldest = snapshots.isEmpty() ? NEWEST : snapshots.firstKey();
        for (int i = Math.min(rowsMax, touched.size()); i > 0; i--) {
            Touched row = touched.poll();
            Version newest = row.rows().get(row.key());
            if (newest == null) {
                continue;
            }
            Version seen = newest;
            while (seen.batch > oldest && seen.older != null) {
                seen = seen.older;
            }
            seen.older = null;
            if (newest == seen && newest.value == null) {
                row.rows().remove(row.key());
            } else if (newest != seen) {
                touched.add(row);
            }
        }
    }

    Bytes get(Keyspace keyspace, Bytes key, long snapshot) {
        Version newest = rows(keyspace).get(key);
        return newest == null ? null : newest.valueAt(snapshot);
    }

    RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit, long snapshot) {
        NavigableMap<Bytes, Version> part;
        if (range.to() == null) {
            part = rows(keyspace).tailMap(range.from(), true);
        } else if (range.from().compareTo(range.to()) < 0) {
            part = rows(keyspace).subMap(range.from(), true, range.to(), false);
        } else {
            part = new ConcurrentSkipListMap<>();
        }
        return new Cursor((descending ? part.descendingMap() : part).entrySet().iterator(), limit, snapshot);
    }

    /** Called by the writer between batches. */
    StorageSnapshot snapshot() {
        snapshots.merge(batches, 1, Integer::sum);
        return new Snapshot(batches, bytes);
    }

    long bytes() {
        return bytes;
    }

    private NavigableMap<Bytes, Version> rows(Keyspace keyspace) {
        NavigableMap<Bytes, Version> rows = keyspaces.get(keyspace.name());
        return rows != null ? rows : keyspaces.computeIfAbsent(keyspace.name(), name -> new ConcurrentSkipListMap<>());
    }

    private final class Snapshot implements StorageSnapshot {
        private final long batch;
        private final long bytesThen;
        private final AtomicBoolean closed = new AtomicBoolean();

        Snapshot(long batch, long bytesThen) {
            this.batch = batch;
            this.bytesThen = bytesThen;
        }

        @Override
        public Bytes get(Keyspace keyspace, Bytes key) {
            return VersionedRows.this.get(keyspace, key, batch);
        }

        @Override
        public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
            return VersionedRows.this.scan(keyspace, range, descending, limit, batch);
        }

        @Override
        public long approximateBytes() {
            return bytesThen;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                snapshots.computeIfPresent(batch, (number, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    private static final class Cursor implements RowCursor {
        private final Iterator<Map.Entry<Bytes, Version>> rows;
        private final long snapshot;
        private int left;
        private Bytes key;
        private Bytes value;

        Cursor(Iterator<Map.Entry<Bytes, Version>> rows, int limit, long snapshot) {
            this.rows = rows;
            this.left = limit;
            this.snapshot = snapshot;
        }

        @Override
        public boolean next() {
            while (left > 0 && rows.hasNext()) {
                Map.Entry<Bytes, Version> row = rows.next();
                key = row.getKey();
                value = row.getValue().valueAt(snapshot);
                if (value != null) {
                    left--;
                    return true;
                }
            }
            return false;
        }

        @Override
        public Bytes key() {
            return key;
        }

        @Override
        public Bytes value() {
            return value;
        }

        @Override
        public void close() {}
    }
}
