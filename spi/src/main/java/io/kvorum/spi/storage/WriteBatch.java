package io.kvorum.spi.storage;

import io.kvorum.spi.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that are applied together, in the order in which they were added. One thread at a time.
 *
 * <p>Keys and values are kept, not copied.
 */
public final class WriteBatch {
    private final List<Keyspace> keyspaces = new ArrayList<>();
    private final List<Bytes> keys = new ArrayList<>();
    private final List<Bytes> values = new ArrayList<>();
    private long bytes;

    /** Adds a row or replaces its value. */
    public WriteBatch put(Keyspace keyspace, Bytes key, Bytes value) {
        bytes += value.length();
        return add(keyspace, key, value);
    }

    /** Removes a row; no error if there is none. */
    public WriteBatch delete(Keyspace keyspace, Bytes key) {
        return add(keyspace, key, null);
    }

    private WriteBatch add(Keyspace keyspace, Bytes key, Bytes value) {
        int length = key.length();
        if (length < keyspace.shape().lengthMin() || length > keyspace.shape().lengthMax()) {
            throw new IllegalArgumentException("key of " + length + " bytes in keyspace " + keyspace.name());
        }
        keyspaces.add(keyspace);
        keys.add(key);
        values.add(value);
        bytes += length;
        return this;
    }

    /** Number of changes. */
    public int size() {
        return keys.size();
    }

    /** Bytes of all keys and values. */
    public long bytes() {
        return bytes;
    }

    public Keyspace keyspace(int index) {
        return keyspaces.get(index);
    }

    public Bytes key(int index) {
        return keys.get(index);
    }

    /** The value to store, or null if the row is to be removed. */
    public Bytes value(int index) {
        return values.get(index);
    }

    /** Forgets all changes, for use again. */
    public void clear() {
        keyspaces.clear();
        keys.clear();
        values.clear();
        bytes = 0;
    }
}
