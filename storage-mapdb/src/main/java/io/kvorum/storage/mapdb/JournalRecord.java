package io.kvorum.storage.mapdb;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Layout of a record in the journal: head, one entry per page, padding, the pages, end mark. Every part begins at a
 * multiple of a disk sector.
 *
 * @param epoch which life of the journal it belongs to
 * @param sequence place within that life, from 1
 * @param dataLength bytes of the store when it was frozen
 * @param leaked estimate of bytes that the tree has lost
 * @param pages number of pages
 */
record JournalRecord(long epoch, long sequence, long dataLength, long leaked, int pages) {
    static final int SECTOR = 512;
    static final int HEAD_BYTES = 64;
    static final int ENTRY_BYTES = 12;
    static final long MAGIC = 0x4b764a726e6c0001L;
    static final long END_MAGIC = 0x4b764a726e6cffffL;

    /** Bytes of head and entries, with padding. */
    long indexBytes() {
        return roundUp(HEAD_BYTES + (long) pages * ENTRY_BYTES + Integer.BYTES);
    }

    long totalBytes() {
        return indexBytes() + (long) pages * Page.SIZE + SECTOR;
    }

    void putHead(ByteBuffer target, long salt) {
        int start = target.position();
        target.putLong(MAGIC)
                .putLong(salt)
                .putLong(epoch)
                .putLong(sequence)
                .putLong(dataLength)
                .putLong(leaked)
                .putInt(pages)
                .putInt(0);
        target.putInt(start + HEAD_BYTES - Integer.BYTES, headChecksum(target, start));
        target.position(start + HEAD_BYTES);
    }

    /** Reads a head at the buffer's position; null if there is none of this journal. */
    static JournalRecord head(ByteBuffer source, long salt) {
        int start = source.position();
        if (source.remaining() < HEAD_BYTES
                || source.getLong(start) != MAGIC
                || source.getLong(start + 8) != salt
                || source.getInt(start + HEAD_BYTES - Integer.BYTES) != headChecksum(source, start)) {
            return null;
        }
        return new JournalRecord(
                source.getLong(start + 16),
                source.getLong(start + 24),
                source.getLong(start + 32),
                source.getLong(start + 40),
                source.getInt(start + 48));
    }

    void putEnd(ByteBuffer target, long salt) {
        target.putLong(END_MAGIC).putLong(salt).putLong(epoch).putLong(sequence);
    }

    boolean isEnd(ByteBuffer source, long salt) {
        int start = source.position();
        return source.remaining() >= 32
                && source.getLong(start) == END_MAGIC
                && source.getLong(start + 8) == salt
                && source.getLong(start + 16) == epoch
                && source.getLong(start + 24) == sequence;
    }

    private static int headChecksum(ByteBuffer buffer, int start) {
        return checksum(buffer, start, HEAD_BYTES - Integer.BYTES);
    }

    static int checksum(ByteBuffer buffer, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(start + length).position(start));
        return (int) crc.getValue();
    }

    static long roundUp(long bytes) {
        return (bytes + SECTOR - 1) / SECTOR * SECTOR;
    }
}
