package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.Keyspace;
import java.io.IOException;
import java.util.List;
import org.mapdb.DB.TreeMapSink;

/** Fills an empty store with rows in order: keyspace after keyspace, keys ascending. One thread. */
final class BulkLoad {
    /** Pages in memory before they are written out and synced; small, so that others get their turn at the disk. */
    private static final long SPILL_BYTES = 4L << 20;

    private static final int ROWS_BETWEEN_LOOKS = 256;

    private final Generation target;
    private final List<Keyspace> keyspaces;
    private Keyspace present;
    private TreeMapSink<Bytes, Bytes> sink;
    private Bytes last;
    private long rows;

    BulkLoad(Generation target, List<Keyspace> keyspaces) {
        this.target = target;
        this.keyspaces = keyspaces;
    }

    void row(Keyspace keyspace, Bytes key, Bytes value) throws IOException {
        if (!keyspace.equals(present)) {
            endKeyspace();
            if (!keyspaces.contains(keyspace) || target.keyspaces().contains(keyspace)) {
                throw new IllegalArgumentException(
                        "rows of keyspace " + keyspace.name() + " are not declared, or come twice");
            }
            present = keyspace;
            sink = Tree.bulkLoad(target.database(), keyspace);
        }
        if (last != null && last.compareTo(key) >= 0) {
            throw new IllegalArgumentException("rows are not in order: " + key + " after " + last);
        }
        last = key;
        sink.put(key, value);
        if (++rows % ROWS_BETWEEN_LOOKS == 0 && target.uncommittedBytes() > SPILL_BYTES) {
            target.spill();
        }
    }

    /** Ends the last keyspace, and makes those that have no rows. */
    void finish() {
        endKeyspace();
        target.createMissing(keyspaces);
    }

    private void endKeyspace() {
        if (sink != null) {
            target.add(Tree.loaded(present, sink.create()));
            sink = null;
            last = null;
        }
    }
}
