package io.kvorum.storage.mapdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What is known of each page: its version in memory, the checksum of the one in the data file, and whether that was
 * compared since the store was opened.
 *
 * <p>Nine bytes for each page. Readers come from any thread; heads are put up by the writer and taken away by the flush
 * lane, checksums belong to the flush lane.
 */
final class PageTable {
    private static final int CHUNK_SHIFT = 14;
    private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;
    private static final VarHandle HEADS = MethodHandles.arrayElementVarHandle(Page[].class);
    private static final VarHandle CHECKSUMS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle VERIFIED = MethodHandles.arrayElementVarHandle(byte[].class);

    private volatile Chunk[] chunks = new Chunk[0];

    /** Makes room. One thread at a time. */
    void ensurePages(long pages) {
        int needed = (int) (pages + CHUNK_PAGES - 1 >>> CHUNK_SHIFT);
        Chunk[] present = chunks;
        if (needed > present.length) {
            Chunk[] grown = Arrays.copyOf(present, needed);
            for (int i = present.length; i < needed; i++) {
                grown[i] = new Chunk();
            }
            chunks = grown;
        }
    }

    /** The newest version in memory, or null if it is in the data file. */
    Page head(long number) {
        return (Page) HEADS.getAcquire(chunk(number).heads, index(number));
    }

    /** The writer's: makes {@code page} the newest version. */
    void push(Page page) {
        HEADS.setRelease(chunk(page.number).heads, index(page.number), page);
    }

    /**
     * The flush lane's: takes a version, and those before it, out of memory after it was written to the data file.
     * Versions that the writer put above it stay.
     */
    void drop(Page page) {
        Page[] heads = chunk(page.number).heads;
        int index = index(page.number);
        if (HEADS.compareAndSet(heads, index, page, (Page) null)) {
            return;
        }
        Page above = (Page) HEADS.getAcquire(heads, index);
        while (above.previous != page) {
            above = above.previous;
        }
        above.previous = null;
    }

    int checksum(long number) {
        return (int) CHECKSUMS.getAcquire(chunk(number).checksums, index(number));
    }

    void setChecksum(long number, int checksum) {
        CHECKSUMS.setRelease(chunk(number).checksums, index(number), checksum);
    }

    /** Whether the page in the data file was compared with its checksum, or written by this process. */
    boolean isVerified(long number) {
        return (byte) VERIFIED.getAcquire(chunk(number).verified, index(number)) != 0;
    }

    void setVerified(long number) {
        VERIFIED.setRelease(chunk(number).verified, index(number), (byte) 1);
    }

    private Chunk chunk(long number) {
        return chunks[(int) (number >>> CHUNK_SHIFT)];
    }

    private static int index(long number) {
        return (int) number & CHUNK_PAGES - 1;
    }

    private static final class Chunk {
        private final Page[] heads = new Page[CHUNK_PAGES];
        private final int[] checksums = new int[CHUNK_PAGES];
        private final byte[] verified = new byte[CHUNK_PAGES];
    }
}
