package io.kvorum.engine.snapshot;

import java.nio.ByteBuffer;

/**
 * One spool. Written by one thread, read by any. It need not be durable, since none outlives its process: what has to
 * last is what the storage makes of it. Failures are thrown as {@link java.io.UncheckedIOException}.
 */
public interface SpoolFile {
    /** Appends all that is left in {@code bytes}. */
    void append(ByteBuffer bytes);

    /** Fills {@code target} from {@code position} on as far as there are bytes; gives their number, 0 at the end. */
    int read(long position, ByteBuffer target);

    /** Bytes appended so far. */
    long size();

    /** Drops the file; may be repeated. */
    void delete();
}
