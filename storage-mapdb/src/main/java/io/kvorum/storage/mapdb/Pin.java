package io.kvorum.storage.mapdb;

import io.kvorum.spi.storage.StorageException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Holds the state of the store at one moment while the writer goes on.
 *
 * <p>Pages of that moment that are still in memory are found there. Before the flush lane writes over a page of the data
 * file that belongs to the moment, it copies the old page to a side file; pages that are new since then, and so most of
 * what a growing store writes, cost nothing. Neither memory nor the journal is bound by the age of a pin, and the side
 * file is at most as large as the store was. A pin whose side file would exceed its bound, or cannot be written, breaks:
 * its readers are told, the store lives on.
 */
final class Pin {
    private static final int CHUNK_SHIFT = 10;
    private static final int ABSENT = 0;
    private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(int[][].class);
    private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(int[].class);

    private final PageStore store;
    private final long epoch;
    private final long length;
    private final long bytesMax;
    private final int[][] places;

    /** Set before the first place is published. */
    private PageFile side;

    private int sidePages;
    private volatile boolean closed;
    private volatile Exception broken;
    private volatile long sideBytes;

    Pin(PageStore store, long epoch, long length, long bytesMax) {
        this.store = store;
        this.epoch = epoch;
        this.length = length;
        this.bytesMax = bytesMax;
        this.places = new int[(int) (length >>> Page.SHIFT + CHUNK_SHIFT) + 1][];
    }

    long length() {
        return length;
    }

    /** Bytes held beside the store. Any thread. */
    long pinnedBytes() {
        return sideBytes;
    }

    /** The flush lane's, before it writes {@code newer} to the data file. */
    synchronized void preserve(Page newer) {
        if (closed || broken != null || newer.epoch <= epoch || newer.number >= length >>> Page.SHIFT) {
            return;
        }
        int[] chunk = places[(int) (newer.number >>> CHUNK_SHIFT)];
        if (chunk != null && chunk[inChunk(newer.number)] != ABSENT) {
            return;
        }
        try {
            if ((sidePages + 1L) * Page.SIZE > bytesMax) {
                throw new IOException("a snapshot held more than " + bytesMax + " bytes");
            }
            Page older = newer.notAfter(epoch);
            keep(newer.number, older == null ? store.present(newer.number) : older.bytes);
        } catch (IOException | RuntimeException failed) {
            broken = failed;
        }
    }

    private void keep(long number, byte[] bytes) throws IOException {
        if (side == null) {
            side = store.openSideFile();
        }
        side.ensureLength((sidePages + 1L) * Page.SIZE);
        side.write(ByteBuffer.wrap(bytes), sidePages);
        sidePages++;
        sideBytes = (long) sidePages * Page.SIZE;
        int chunk = (int) (number >>> CHUNK_SHIFT);
        if (places[chunk] == null) {
            CHUNKS.setRelease(places, chunk, new int[1 << CHUNK_SHIFT]);
        }
        PLACES.setRelease(places[chunk], inChunk(number), sidePages);
    }

    /** The page as it was at the moment; to be read only. Any thread; check {@link #requireWhole} afterwards. */
    byte[] page(long number) {
        Page head = store.table().head(number);
        Page inMemory = head == null ? null : head.notAfter(epoch);
        if (inMemory != null) {
            return inMemory.bytes;
        }
        byte[] kept = kept(number);
        if (kept != null) {
            return kept;
        }
        byte[] present = store.present(number);
        VarHandle.acquireFence();
        // What was copied is torn or too young if the flush lane came by, but then it kept the old page before.
        kept = kept(number);
        return kept != null ? kept : present;
    }

    private byte[] kept(long number) {
        int[] chunk = (int[]) CHUNKS.getAcquire(places, (int) (number >>> CHUNK_SHIFT));
        int place = chunk == null ? ABSENT : (int) PLACES.getAcquire(chunk, inChunk(number));
        return place == ABSENT ? null : side.copyPage(place - 1);
    }

    private static int inChunk(long number) {
        return (int) number & (1 << CHUNK_SHIFT) - 1;
    }

    /** To be asked after reading: what was read counts only if the pin still held by then. */
    void requireWhole() {
        if (closed) {
            throw new StorageException("the snapshot is closed", null);
        }
        if (broken != null) {
            throw new StorageException("the snapshot is lost: " + broken.getMessage(), broken);
        }
    }

    /** Lets the state go. Any thread; may be repeated. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        sideBytes = 0;
        store.remove(this);
        if (side != null) {
            store.closeSideFile(side);
        }
    }
}
