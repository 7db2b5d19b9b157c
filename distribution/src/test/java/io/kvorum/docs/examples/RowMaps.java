package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.RowCursor;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** One sorted map per keyspace. {@link Bytes} has the order that STO-4 asks for. One writer, many readers (STO-7). */
final class RowMaps {
    private final Map<String, ConcurrentNavigableMap<Bytes, Bytes>> keyspaces = new ConcurrentSkipListMap<>();
    private final AtomicLong bytes = new AtomicLong();

    RowMaps copy() {
        RowMaps copy = new RowMaps();
        keyspaces.forEach((name, rows) -> copy.keyspaces.put(name, new ConcurrentSkipListMap<>(rows)));
        copy.bytes.set(bytes.get());
        return copy;
    }

    /** A null value removes the row. */
    void set(String keyspace, Bytes key, Bytes value) {
        ConcurrentNavigableMap<Bytes, Bytes> rows = rows(keyspace);
        Bytes before = value == null ? rows.remove(key) : rows.put(key, value);
        bytes.addAndGet((value == null ? 0 : key.length() + value.length())
                - (before == null ? 0 : key.length() + before.length()));
    }

    Bytes get(String keyspace, Bytes key) {
        return rows(keyspace).get(key);
    }

    long bytes() {
        return bytes.get();
    }

    Map<String, Map<Bytes, Bytes>> all() {
        return new TreeMap<>(keyspaces);
    }

    RowCursor scan(String keyspace, KeyRange range, boolean descending, int limit) {
        if (range.to() != null && range.from().compareTo(range.to()) >= 0) {
            return new Cursor(Map.<Bytes, Bytes>of().entrySet().iterator(), 0);
        }
        ConcurrentNavigableMap<Bytes, Bytes> rows = rows(keyspace).tailMap(range.from(), true);
        ConcurrentNavigableMap<Bytes, Bytes> part = range.to() == null ? rows : rows.headMap(range.to(), false);
        return new Cursor((descending ? part.descendingMap() : part).entrySet().iterator(), limit);
    }

    private ConcurrentNavigableMap<Bytes, Bytes> rows(String keyspace) {
        return keyspaces.computeIfAbsent(keyspace, absent -> new ConcurrentSkipListMap<>());
    }

    private static final class Cursor implements RowCursor {
        private final Iterator<Map.Entry<Bytes, Bytes>> entries;
        private int left;
        private Map.Entry<Bytes, Bytes> present;

        Cursor(Iterator<Map.Entry<Bytes, Bytes>> entries, int limit) {
            this.entries = entries;
            this.left = limit;
        }

        @Override
        public boolean next() {
            if (left <= 0 || !entries.hasNext()) {
                return false;
            }
            left--;
            present = entries.next();
            return true;
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
    }
}
// endregion
