package io.kvorum.spi.storage;

import io.kvorum.spi.Bytes;

/** The rows as they were at one moment. Any thread; any number of readers. It costs memory or disk until it is closed. */
public interface StorageSnapshot extends AutoCloseable {
    /** The value of a row, or null. */
    Bytes get(Keyspace keyspace, Bytes key);

    /** As {@link StorageBackend#scan}, on the frozen rows. */
    RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit);

    /** Bytes of all rows, roughly: for progress and for refusing what would not fit. */
    long approximateBytes();

    /** Lets the rows go; may be repeated; any thread. */
    @Override
    void close();
}
