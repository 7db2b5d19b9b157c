package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A file of pages that is written through its channel and read through mapped memory.
 *
 * <p>Writes belong to one thread at a time. Reads come from any thread, may run beside them, and use no channel.
 */
final class PageFile implements AutoCloseable {
    /** Large, so that a big store does not run into the limit on mappings of a process. */
    private static final int WINDOW_SHIFT = 28;

    private static final long WINDOW = 1L << WINDOW_SHIFT;
    private static final long STEP_SMALL = 1L << 20;
    private static final long STEP_LARGE = 1L << 24;

    private final StoreFile file;
    private volatile ByteBuffer[] windows = new ByteBuffer[0];
    private volatile long length;

    PageFile(StoreFile file) throws IOException {
        this.file = file;
        remap(file.length() / Page.SIZE * Page.SIZE);
    }

    long length() {
        return length;
    }

    /**
     * Makes room up to {@code bytes}. Grows in steps, because each step maps the last window anew; the old mapping goes
     * when no reader holds it any more.
     */
    void ensureLength(long bytes) throws IOException {
        if (bytes > length) {
            long step = bytes < STEP_LARGE ? STEP_SMALL : STEP_LARGE;
            long grown = (bytes + step - 1) / step * step;
            file.extend(grown);
            remap(grown);
        }
    }

    /** Writes whole pages at a place that {@link #ensureLength} made. */
    void write(ByteBuffer pages, long firstPage) throws IOException {
        file.write(pages, firstPage << Page.SHIFT);
    }

    void sync() throws IOException {
        file.sync();
    }

    /** The window that shows a position; see {@link #inWindow}. */
    ByteBuffer window(long position) {
        return windows[(int) (position >>> WINDOW_SHIFT)];
    }

    static int inWindow(long position) {
        return (int) (position & WINDOW - 1);
    }

    /** A copy of a page as it is now. */
    byte[] copyPage(long number) {
        byte[] copy = new byte[Page.SIZE];
        long position = number << Page.SHIFT;
        window(position).get(inWindow(position), copy);
        return copy;
    }

    private void remap(long newLength) throws IOException {
        int count = (int) (newLength + WINDOW - 1 >>> WINDOW_SHIFT);
        ByteBuffer[] mapped = Arrays.copyOf(windows, count);
        for (int i = 0; i < count; i++) {
            int size = (int) Math.min(WINDOW, newLength - i * WINDOW);
            if (mapped[i] == null || mapped[i].capacity() < size) {
                mapped[i] = file.map(i * WINDOW, size);
            }
        }
        windows = mapped;
        length = newLength;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
