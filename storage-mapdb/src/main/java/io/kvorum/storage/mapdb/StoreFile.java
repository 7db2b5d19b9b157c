package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file.
 *
 * <p>All calls but those on mapped memory are for one thread at a time, and never for a reader: an interrupt would close
 * the channel behind for everybody.
 */
interface StoreFile extends AutoCloseable {
    long length() throws IOException;

    /** Fills {@code target} from {@code position} on; stops early at the end of the file only. */
    void read(ByteBuffer target, long position) throws IOException;

    /** Writes all that is left in {@code source}. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes the file at least {@code length} bytes long; what is added reads as zeros. */
    void extend(long length) throws IOException;

    /** Makes what was written durable, with the length of the file. */
    void sync() throws IOException;

    /** Memory that shows the file's present and later content of a range that exists; valid after {@link #close}. */
    ByteBuffer map(long position, int size) throws IOException;

    @Override
    void close() throws IOException;
}
