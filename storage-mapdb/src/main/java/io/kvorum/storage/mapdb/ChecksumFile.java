package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * The checksums of all pages as of the last checkpoint, four bytes each; those of younger pages are in the journal. One
 * thread at a time.
 *
 * <p>A crash while it is written needs no care: whatever changed since the last checkpoint is in the journal still.
 */
final class ChecksumFile implements AutoCloseable {
    private static final int BLOCK_BYTES = 4096;
    private static final int BLOCK_PAGES = BLOCK_BYTES / Integer.BYTES;

    private final StoreFile file;
    private final String name;
    private final BitSet changed = new BitSet();
    private volatile long length;

    ChecksumFile(StoreFile file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Bytes of the file. Any thread. */
    long length() {
        return length;
    }

    /** Reads the checksums of the first {@code pages} pages into the table. */
    void load(PageTable table, long pages) throws IOException {
        length = file.length();
        long blocks = blocks(pages);
        if (length < blocks * BLOCK_BYTES) {
            throw new StorageFileDamage(name, length, "it ends before the checksum of page " + (pages - 1));
        }
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long i = 0; i < blocks; i++) {
            block.clear();
            file.read(block, i * BLOCK_BYTES);
            for (int k = 0; k < BLOCK_PAGES && i * BLOCK_PAGES + k < pages; k++) {
                table.setChecksum(i * BLOCK_PAGES + k, block.getInt(k * Integer.BYTES));
            }
        }
    }

    /** Notes that a page's checksum will have to be written. */
    void changed(long number) {
        changed.set((int) (number / BLOCK_PAGES));
    }

    /** Writes what changed for a store of {@code pages} pages, and syncs it. */
    void store(PageTable table, long pages) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
            block.clear();
            for (int k = 0; k < BLOCK_PAGES; k++) {
                long number = (long) i * BLOCK_PAGES + k;
                block.putInt(number < pages ? table.checksum(number) : PageChecksum.NEVER_WRITTEN);
            }
            block.flip();
            file.write(block, (long) i * BLOCK_BYTES);
        }
        file.extend(blocks(pages) * BLOCK_BYTES);
        file.sync();
        changed.clear();
        length = file.length();
    }

    private static long blocks(long pages) {
        return (pages + BLOCK_PAGES - 1) / BLOCK_PAGES;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
