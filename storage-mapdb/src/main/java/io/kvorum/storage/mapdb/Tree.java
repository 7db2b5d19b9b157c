package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.Keyspace.KeyShape;
import io.kvorum.spi.storage.Keyspace.SizeClass;
import io.kvorum.spi.storage.RowCursor;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DB.TreeMapMaker;
import org.mapdb.DB.TreeMapSink;

/** The rows of one keyspace in one store. Any number of readers beside one writer. */
final class Tree {
    private static final int NODE_KEYS = 32;

    private final Keyspace keyspace;
    private final BTreeMap<Bytes, Bytes> map;

    private Tree(Keyspace keyspace, BTreeMap<Bytes, Bytes> map) {
        this.keyspace = keyspace;
        this.map = map;
    }

    static Tree createOrOpen(DB database, Keyspace keyspace) {
        return new Tree(keyspace, maker(database, keyspace).createOrOpen());
    }

    static Tree open(DB database, Keyspace keyspace) {
        return new Tree(keyspace, maker(database, keyspace).open());
    }

    /** A tree that {@link #bulkLoad} made. */
    static Tree loaded(Keyspace keyspace, BTreeMap<Bytes, Bytes> map) {
        return new Tree(keyspace, map);
    }

    /** Fills a new tree with rows in ascending order, much faster than one by one. */
    static TreeMapSink<Bytes, Bytes> bulkLoad(DB database, Keyspace keyspace) {
        return maker(database, keyspace).createFromSink();
    }

    private static TreeMapMaker<Bytes, Bytes> maker(DB database, Keyspace keyspace) {
        KeyShape shape = keyspace.shape();
        boolean ownRecords = keyspace.size() == SizeClass.BULK;
        TreeMapMaker<Bytes, Bytes> maker = database.treeMap(storedName(keyspace))
                .keySerializer(shape.isFixed() ? new FixedRowKeys(shape.lengthMin()) : new RowKeys())
                .valueSerializer(new RowValues(ownRecords))
                .maxNodeSize(NODE_KEYS);
        return ownRecords ? maker.valuesOutsideNodesEnable() : maker;
    }

    /** A keyspace's name in the store says its shape too, so that a store can be read without being told of it. */
    static String storedName(Keyspace keyspace) {
        KeyShape shape = keyspace.shape();
        return keyspace.name() + "-" + shape.lengthMin() + "-" + shape.lengthMax() + "-" + keyspace.size();
    }

    static Keyspace fromStoredName(String name) {
        String[] parts = name.split("-");
        return new Keyspace(
                parts[0],
                new KeyShape(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])),
                SizeClass.valueOf(parts[3]));
    }

    Keyspace keyspace() {
        return keyspace;
    }

    void put(Bytes key, Bytes value) {
        map.put(key, value);
    }

    /** Whether there was such a row. */
    boolean delete(Bytes key) {
        return map.remove(key) != null;
    }

    Bytes get(Bytes key) {
        return map.get(key);
    }

    /** Rows of a range; {@code check} is called after each row was read. */
    RowCursor scan(KeyRange range, boolean descending, int limit, Runnable check) {
        Bytes from = range.from().isEmpty() ? null : range.from();
        Bytes to = range.to();
        Iterator<Map.Entry<Bytes, Bytes>> rows;
        if (to != null && range.from().compareTo(to) >= 0) {
            rows = Collections.emptyIterator();
        } else if (descending) {
            rows = map.descendingEntryIterator(from, true, to, false);
        } else {
            rows = map.entryIterator(from, true, to, false);
        }
        return new TreeCursor(rows, limit, check);
    }

    private static final class TreeCursor implements RowCursor {
        private final Iterator<Map.Entry<Bytes, Bytes>> rows;
        private final Runnable check;
        private int left;
        private Bytes key;
        private Bytes value;
        private boolean closed;

        private TreeCursor(Iterator<Map.Entry<Bytes, Bytes>> rows, int limit, Runnable check) {
            this.rows = rows;
            this.left = limit;
            this.check = check;
        }

        @Override
        public boolean next() {
            if (closed) {
                throw new IllegalStateException("the cursor is closed");
            }
            try {
                return advance();
            } catch (RuntimeException | Error failed) {
                check.run();
                throw Damage.of("a row behind " + key, failed);
            }
        }

        private boolean advance() {
            while (left > 0 && rows.hasNext()) {
                Map.Entry<Bytes, Bytes> row = rows.next();
                Bytes found = row.getValue();
                check.run();
                // A row that was deleted after its node had been read has no value any more
                if (found != null) {
                    left--;
                    key = row.getKey();
                    value = found;
                    return true;
                }
            }
            check.run();
            key = null;
            value = null;
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
        public void close() {
            closed = true;
        }
    }
}
