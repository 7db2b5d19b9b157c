package io.kvorum.spi.storage;

import io.kvorum.spi.Bytes;

/** Looks at rows, one after the other. */
@FunctionalInterface
public interface RowVisitor {
    /** One row; both parts may be kept. */
    void row(Bytes key, Bytes value);
}
