package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A piece of a file in memory that moves forward with its reader. One thread. */
final class FileWindow {
    /** What is read ahead when a reader moves on. */
    static final int CHUNK_BYTES = 256 << 10;

    private final SegmentFile file;
    private final long fileBytes;
    private ByteBuffer buffer;
    private long start;
    private int filled;

    /** @param buffer lent for as long as the window is used; replaced by a larger one if a record needs it */
    FileWindow(SegmentFile file, ByteBuffer buffer) throws IOException {
        this.file = file;
        this.fileBytes = file.size();
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A buffer that fits most records. */
    static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(CHUNK_BYTES);
    }

    long fileBytes() {
        return fileBytes;
    }

    /** The memory; absolute access only, at what {@link #at} says. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Where a position of the file, made present by {@link #require}, is in {@link #buffer}. */
    int at(long position) {
        return (int) (position - start);
    }

    /** Makes a range present; false if the file ends before its end. */
    boolean require(long position, int length) throws IOException {
        if (position >= start && position + length <= start + filled) {
            return true;
        }
        if (position + length > fileBytes) {
            return false;
        }
        if (length > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        }
        buffer.clear();
        start = position;
        while (buffer.position() < length) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                break;
            }
        }
        filled = buffer.position();
        buffer.clear();
        return filled >= length;
    }
}
