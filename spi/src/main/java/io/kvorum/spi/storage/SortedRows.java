package io.kvorum.spi.storage;

import io.kvorum.spi.Bytes;

/**
 * Rows of several keyspaces, one keyspace after the other, keys ascending within each; stands before the first row at the
 * beginning. One thread.
 */
public interface SortedRows {
    /** Goes to the next row; false after the last. A failure is thrown and ends {@code load} without effect. */
    boolean next();

    Keyspace keyspace();

    Bytes key();

    Bytes value();
}
