package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.WriteBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The slow, obvious storage: sorted maps, and the states since the last flush. */
final class StorageModel {
    private NavigableMap<String, NavigableMap<Bytes, Bytes>> state = new TreeMap<>();
    // All states a crash may leave: that of the last flush, and those after each batch since
    private final List<NavigableMap<String, NavigableMap<Bytes, Bytes>>> sinceFlush = new ArrayList<>();
    private long bulkRows;

    StorageModel() {
        StorageSession.KEYSPACES.forEach(keyspace -> state.put(keyspace.name(), new TreeMap<>()));
        sinceFlush.add(copy(state));
    }

    /** A key of the bulk keyspace that was never used, anywhere in the order. */
    Bytes newBulkKey() {
        bulkRows++;
        return Bytes.wrap(ByteBuffer.allocate(17)
                .putLong(Long.reverse(bulkRows) ^ bulkRows)
                .putLong(bulkRows)
                .array());
    }

    /** Some key that is there, chosen by {@code number}; null if there is none. */
    Bytes existingKey(Keyspace keyspace, int number) {
        List<Bytes> keys = new ArrayList<>(rows(keyspace).keySet());
        return keys.isEmpty() ? null : keys.get(Math.floorMod(number, keys.size()));
    }

    void apply(WriteBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.value(i) == null) {
                rows(batch.keyspace(i)).remove(batch.key(i));
            } else {
                rows(batch.keyspace(i)).put(batch.key(i), batch.value(i));
            }
        }
        sinceFlush.add(copy(state));
    }

    void flushed() {
        sinceFlush.clear();
        sinceFlush.add(copy(state));
    }

    void replaced(List<StorageRow> rows) {
        state.values().forEach(NavigableMap::clear);
        rows.forEach(row -> rows(row.keyspace()).put(row.key(), row.value()));
        flushed();
    }

    /**
     * Takes over what a crash has left, if it may. To be recovered is not to be flushed (STO-2): another crash may go
     * further back, down to the last flush.
     */
    boolean recoveredTo(List<StorageRow> found) {
        for (int i = sinceFlush.size() - 1; i >= 0; i--) {
            if (listed(sinceFlush.get(i)).equals(found)) {
                state = copy(sinceFlush.get(i));
                sinceFlush.subList(i + 1, sinceFlush.size()).clear();
                return true;
            }
        }
        return false;
    }

    List<StorageRow> rows() {
        return listed(state);
    }

    List<StorageRow> scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        List<StorageRow> rows = new ArrayList<>();
        rows(keyspace).forEach((key, value) -> {
            if (range.contains(key)) {
                rows.add(new StorageRow(keyspace, key, value));
            }
        });
        if (descending) {
            Collections.reverse(rows);
        }
        return rows.subList(0, Math.min(limit, rows.size()));
    }

    Bytes get(Keyspace keyspace, Bytes key) {
        return rows(keyspace).get(key);
    }

    private NavigableMap<Bytes, Bytes> rows(Keyspace keyspace) {
        return state.get(keyspace.name());
    }

    private static NavigableMap<String, NavigableMap<Bytes, Bytes>> copy(
            NavigableMap<String, NavigableMap<Bytes, Bytes>> original) {
        NavigableMap<String, NavigableMap<Bytes, Bytes>> copy = new TreeMap<>();
        original.forEach((name, rows) -> copy.put(name, new TreeMap<>(rows)));
        return copy;
    }

    private static List<StorageRow> listed(NavigableMap<String, NavigableMap<Bytes, Bytes>> from) {
        List<StorageRow> rows = new ArrayList<>();
        for (Keyspace keyspace : StorageSession.KEYSPACES) {
            from.get(keyspace.name()).forEach((key, value) -> rows.add(new StorageRow(keyspace, key, value)));
        }
        return rows;
    }
}
