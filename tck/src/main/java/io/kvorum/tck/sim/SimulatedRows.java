package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.WriteBatch;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All rows of a simulated storage, or a copy of them. One writer, many readers. */
final class SimulatedRows implements StorageSnapshot {
    private final Map<String, NavigableMap<Bytes, Bytes>> keyspaces = new ConcurrentHashMap<>();
    // Changed by the writer only; all readers may look
    private volatile long bytes;

    static SimulatedRows of(SortedRows source) {
        SimulatedRows rows = new SimulatedRows();
        while (source.next()) {
            rows.put(source.keyspace().name(), source.key(), source.value());
        }
        return rows;
    }

    SimulatedRows copy() {
        SimulatedRows copy = new SimulatedRows();
        // From a sorted map, which takes linear time
        keyspaces.forEach(
                (name, rows) -> copy.keyspaces.put(name, new ConcurrentSkipListMap<>((SortedMap<Bytes, Bytes>) rows)));
        copy.bytes = bytes;
        return copy;
    }

    void apply(WriteBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            put(batch.keyspace(i).name(), batch.key(i), batch.value(i));
        }
    }

    /** Sets a row, or removes it if {@code value} is null. */
    void put(String keyspace, Bytes key, Bytes value) {
        Bytes before =
                value == null ? rows(keyspace).remove(key) : rows(keyspace).put(key, value);
        long added = value == null ? 0 : key.length() + value.length();
        bytes += added - (before == null ? 0 : key.length() + before.length());
    }

    /** In the order of their names. */
    SortedMap<String, NavigableMap<Bytes, Bytes>> keyspaces() {
        return new TreeMap<>(keyspaces);
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        return rows(keyspace.name()).get(key);
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit " + limit);
        }
        NavigableMap<Bytes, Bytes> rows = rows(keyspace.name());
        NavigableMap<Bytes, Bytes> part;
        if (range.to() == null) {
            part = rows.tailMap(range.from(), true);
        } else if (range.from().compareTo(range.to()) < 0) {
            part = rows.subMap(range.from(), true, range.to(), false);
        } else {
            part = new ConcurrentSkipListMap<>();
        }
        return new Cursor((descending ? part.descendingMap() : part).entrySet().iterator(), limit);
    }

    @Override
    public long approximateBytes() {
        return bytes;
    }

    /** Nothing to let go: the copy is the collector's. */
    @Override
    public void close() {}

    private NavigableMap<Bytes, Bytes> rows(String keyspace) {
        NavigableMap<Bytes, Bytes> rows = keyspaces.get(keyspace);
        return rows != null ? rows : keyspaces.computeIfAbsent(keyspace, absent -> new ConcurrentSkipListMap<>());
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
        public void close() {}
    }
}
