package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys that were written since a rebuild took its snapshot, up to a bound; their rows are read when they are caught up
 * with. The writer's, or whoever holds its lock.
 */
final class ChangedKeys {
    /** About 80 bytes each. */
    static final int KEYS_MAX = 2_000_000;

    private final List<Keyspace> keyspaces = new ArrayList<>();
    private final List<Bytes> keys = new ArrayList<>();
    private boolean overflown;

    void add(WriteBatch batch) {
        if (overflown || keys.size() + batch.size() > KEYS_MAX) {
            overflown = true;
            keys.clear();
            keyspaces.clear();
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            keyspaces.add(batch.keyspace(i));
            keys.add(batch.key(i));
        }
    }

    /** Whether keys were forgotten because there were too many. */
    boolean isOverflown() {
        return overflown;
    }

    int size() {
        return keys.size();
    }

    /** Brings the rows of these keys from one store to the other. */
    void copy(Generation from, Generation to) {
        for (int i = 0; i < keys.size(); i++) {
            Keyspace keyspace = keyspaces.get(i);
            Bytes key = keys.get(i);
            Bytes value = from.tree(keyspace).get(key);
            if (value != null) {
                to.tree(keyspace).put(key, value);
            } else if (to.tree(keyspace).delete(key)) {
                to.noteDeleted(keyspace);
            }
        }
    }
}
