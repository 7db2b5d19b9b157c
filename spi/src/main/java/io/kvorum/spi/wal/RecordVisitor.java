package io.kvorum.spi.wal;

import java.nio.ByteBuffer;

/** Looks at records, one after the other. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * One record.
     *
     * @param payload read-only, valid during the call only: it may be mapped memory
     */
    void record(long lsn, byte type, ByteBuffer payload);
}
