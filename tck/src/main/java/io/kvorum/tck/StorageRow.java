package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.Keyspace;

/** A row as a test remembers it. */
record StorageRow(Keyspace keyspace, Bytes key, Bytes value) {
    @Override
    public String toString() {
        return keyspace.name() + "/" + key + "=" + value;
    }
}
