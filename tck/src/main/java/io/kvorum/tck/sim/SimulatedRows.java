package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.WriteBatch;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All rows of a simulated storage, or a copy of them. One writer, many readers; the lock is hardly ever waited for, and a
 * tree behind it is cheaper than a map for several threads.
 */
final class SimulatedRows implements StorageSnapshot {
    private final Map<String, Part> keyspaces = new HashMap<>();
    private long bytes;

    /** The rows of a keyspace. */
    private static final class Part {
        private final TreeMap<Bytes, Bytes> rows;
        // How often keys came or went: cursors in the midst of it find their place again then
        private long changes;

        Part(TreeMap<Bytes, Bytes> rows) {
            this.rows = rows;
        }
    }

    static SimulatedRows of(SortedRows source) {
        SimulatedRows rows = new SimulatedRows();
        while (source.next()) {
            rows.put(source.keyspace().name(), source.key(), source.value());
        }
        return rows;
    }

    synchronized SimulatedRows copy() {
        SimulatedRows copy = new SimulatedRows();
        // From a sorted map, which takes linear time
        keyspaces.forEach((name, part) ->
                copy.keyspaces.put(name, new Part(new TreeMap<>((SortedMap<Bytes, Bytes>) part.rows))));
        copy.bytes = bytes;
        return copy;
    }

    synchronized void apply(WriteBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            put(batch.keyspace(i).name(), batch.key(i), batch.value(i));
        }
    }

    /** Sets a row, or removes it if {@code value} is null. */
    synchronized void put(String keyspace, Bytes key, Bytes value) {
        Part part = part(keyspace);
        Bytes before = value == null ? part.rows.remove(key) : part.rows.put(key, value);
        if ((before == null) != (value == null)) {
            part.changes++;
        }
        long added = value == null ? 0 : key.length() + value.length();
        bytes += added - (before == null ? 0 : key.length() + before.length());
    }

    /** In the order of their names. Only the writer may look. */
    SortedMap<String, NavigableMap<Bytes, Bytes>> keyspaces() {
        SortedMap<String, NavigableMap<Bytes, Bytes>> byName = new TreeMap<>();
        keyspaces.forEach((name, part) -> byName.put(name, part.rows));
        return byName;
    }

    @Override
    public synchronized Bytes get(Keyspace keyspace, Bytes key) {
        return part(keyspace.name()).rows.get(key);
    }

    @Override
    public synchronized RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit " + limit);
        }
        Part part = part(keyspace.name());
        NavigableMap<Bytes, Bytes> rows;
        if (range.to() == null) {
            rows = part.rows.tailMap(range.from(), true);
        } else if (range.from().compareTo(range.to()) < 0) {
            rows = part.rows.subMap(range.from(), true, range.to(), false);
        } else {
            rows = new TreeMap<>();
        }
        return new Cursor(part, descending ? rows.descendingMap() : rows, limit);
    }

    @Override
    public synchronized long approximateBytes() {
        return bytes;
    }

    /** Nothing to let go: the copy is the collector's. */
    @Override
    public void close() {}

    private Part part(String keyspace) {
        Part part = keyspaces.get(keyspace);
        if (part == null) {
            part = new Part(new TreeMap<>());
            keyspaces.put(keyspace, part);
        }
        return part;
    }

    private final class Cursor implements RowCursor {
        private final Part part;
        private final NavigableMap<Bytes, Bytes> rows;
        private Iterator<Map.Entry<Bytes, Bytes>> following;
        private long changesSeen;
        private int left;
        private Bytes key;
        private Bytes value;

        Cursor(Part part, NavigableMap<Bytes, Bytes> rows, int limit) {
            this.part = part;
            this.rows = rows;
            this.left = limit;
            this.following = rows.entrySet().iterator();
            this.changesSeen = part.changes;
        }

        @Override
        public boolean next() {
            synchronized (SimulatedRows.this) {
                if (changesSeen != part.changes) {
                    changesSeen = part.changes;
                    following = (key == null ? rows : rows.tailMap(key, false))
                            .entrySet()
                            .iterator();
                }
                if (left == 0 || !following.hasNext()) {
                    return false;
                }
                left--;
                Map.Entry<Bytes, Bytes> row = following.next();
                key = row.getKey();
                value = row.getValue();
                return true;
            }
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
