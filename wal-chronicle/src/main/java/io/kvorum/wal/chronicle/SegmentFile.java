package io.kvorum.wal.chronicle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment's {@code .cq4} file beside Chronicle: for reading, for the durable mark and for the barrier. Any thread; a
 * thread that is interrupted inside closes it, so lanes are never interrupted.
 */
interface SegmentFile extends Closeable {
    /** Reads at a position; -1 at the end of the file. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all that is left in {@code source} at a position. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes durable what was written to the file by whatever way, mapped memory included. */
    void force(boolean withMetadata) throws IOException;

    /** Present length in bytes. */
    long size() throws IOException;
}
