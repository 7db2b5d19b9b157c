package io.kvorum.spi.storage;

import io.kvorum.spi.Bytes;

/** A walk over rows; stands before the first one at the beginning. One thread. */
public interface RowCursor extends AutoCloseable {
    /** Goes to the next row; false after the last. May block for the disk. */
    boolean next();

    /** The present row's key; may be kept. */
    Bytes key();

    /** The present row's value; may be kept. */
    Bytes value();

    @Override
    void close();
}
