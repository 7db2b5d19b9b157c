package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.Keyspace.KeyShape;
import io.kvorum.spi.storage.Keyspace.SizeClass;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Batches that follow from a seed, and the rows there must be after each: bulk rows that are written once and deleted
 * later, and a few small ones that are overwritten, one of which is the number of the batch.
 */
final class RecordedBatches {
    static final Keyspace ROWS = new Keyspace("key", KeyShape.fixed(17), SizeClass.BULK);
    static final Keyspace META = new Keyspace("meta", KeyShape.upTo(20), SizeClass.SMALL);
    static final List<Keyspace> KEYSPACES = List.of(ROWS, META);

    private static final Bytes NUMBER = Bytes.utf8("number");
    private static final int LIVE_ROWS_MAX = 400;

    private final Random random;
    private final List<Map<Bytes, Bytes>> states = new ArrayList<>();
    private TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    private long revision;

    RecordedBatches(long seed) {
        random = new Random(seed);
        states.add(Map.of());
    }

    /** Number of the last batch. */
    int last() {
        return states.size() - 1;
    }

    WriteBatch next() {
        WriteBatch batch = new WriteBatch();
        int puts = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 12);
        for (int i = 0; i < puts; i++) {
            byte[] value = new byte[random.nextInt(random.nextInt(40) == 0 ? 20_000 : 400)];
            random.nextBytes(value);
            put(batch, ROWS, StorageMeasurement.key(++revision), Bytes.wrap(value));
        }
        int deletes = rows.size() > LIVE_ROWS_MAX ? puts * 2 : random.nextInt(3);
        for (int i = 0; i < deletes; i++) {
            Bytes first = rows.ceilingKey(StorageMeasurement.key(1 + random.nextLong(revision)));
            if (first != null && first.length() == 17) {
                batch.delete(ROWS, first);
                rows.remove(first);
            }
        }
        put(batch, META, Bytes.utf8("m" + random.nextInt(50)), Bytes.utf8("value " + random.nextInt()));
        put(batch, META, NUMBER, Bytes.utf8("" + states.size()));
        states.add(Map.copyOf(rows));
        return batch;
    }

    private void put(WriteBatch batch, Keyspace keyspace, Bytes key, Bytes value) {
        batch.put(keyspace, key, value);
        rows.put(key, value);
    }

    /** The present rows as one replacement, which changes nothing but the files. */
    SortedRows replacement() {
        Iterator<Map.Entry<Bytes, Bytes>> all = rows.entrySet().iterator();
        return new SortedRows() {
            private Map.Entry<Bytes, Bytes> row;

            @Override
            public boolean next() {
                row = all.hasNext() ? all.next() : null;
                return row != null;
            }

            @Override
            public Keyspace keyspace() {
                return row.getKey().length() == 17 ? ROWS : META;
            }

            @Override
            public Bytes key() {
                return row.getKey();
            }

            @Override
            public Bytes value() {
                return row.getValue();
            }
        };
    }

    /**
     * Fails unless the backend shows the state after some batch, {@code atLeast} or later.
     *
     * @return the number of that batch
     */
    int check(StorageBackend storage, int atLeast) {
        TreeMap<Bytes, Bytes> found = new TreeMap<>();
        for (Keyspace keyspace : KEYSPACES) {
            Bytes before = Bytes.EMPTY;
            try (RowCursor cursor = storage.scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE)) {
                while (cursor.next()) {
                    require(before.compareTo(cursor.key()) < 0, "rows are not in order");
                    before = cursor.key();
                    found.put(cursor.key(), cursor.value());
                    require(cursor.value().equals(storage.get(keyspace, before)), "get and scan differ at " + before);
                }
            }
        }
        Bytes number = found.get(NUMBER);
        int state = number == null ? 0 : Integer.parseInt(number.toUtf8());
        require(state >= atLeast, "batch " + atLeast + " was flushed, but the state is that of batch " + state);
        require(state < states.size(), "batch " + state + " was never applied");
        require(found.equals(states.get(state)), "the rows are not those after batch " + state);
        return state;
    }

    /** Goes back to the state after a batch: what a recovered backend goes on from. */
    void rewind(int state) {
        rows = new TreeMap<>(states.get(state));
        while (states.size() > state + 1) {
            states.remove(states.size() - 1);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
