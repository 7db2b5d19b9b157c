package io.kvorum.storage.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Commit records since the last checkpoint. One thread at a time: the opening one, then the flush lane.
 *
 * <p>Two head slots alternate, so that one of them is whole whatever happens while the other is written. A slot names
 * the epoch whose records count; they begin behind the slots and number from 1. Each record is synced before the next
 * one begins, so a record that is not whole ends the journal, and a whole one behind it proves damage.
 */
final class Journal implements AutoCloseable {
    static final int RECORDS_START = 8192;

    private static final int SLOT_SPACING = 4096;
    private static final int SLOT_BYTES = 48;
    private static final long SLOT_MAGIC = 0x4b764a726e6c5331L;
    private static final int BUFFER_BYTES = 1 << 20;

    private final StoreFile file;
    private final String name;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long salt;
    private long epoch;
    private long sequence;
    private long end = RECORDS_START;
    private long dataLength;
    private long leaked;
    private volatile long length;

    /**
     * @param file the open file
     * @param name how to call it in messages
     */
    Journal(StoreFile file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Begins an empty journal of a new store; durable after the caller's next {@link #reset}. */
    void create(long newSalt) {
        salt = newSalt;
    }

    /** What recovery hands over. */
    interface Target {
        /** A page and its checksum; {@code page} is lent. */
        void page(long number, int checksum, ByteBuffer page) throws IOException;
    }

    /**
     * Hands the pages of all whole records to {@code target}, in order; {@link #open} comes first.
     *
     * @throws StorageFileDamage if a record other than the last one is damaged
     */
    void recover(Target target) throws IOException {
        long position = RECORDS_START;
        JournalRecord record = wholeRecord(position);
        while (record != null) {
            replay(record, position, target);
            sequence = record.sequence();
            dataLength = record.dataLength();
            leaked = record.leaked();
            position += record.totalBytes();
            record = wholeRecord(position);
        }
        end = position;
        refuseRecordsBehind(position);
    }

    /** Whether the store was ever opened again or committed to after it had been made; {@link #hasHead} comes first. */
    boolean wasUsed() throws IOException {
        return epoch > 1 || wholeRecord(RECORDS_START) != null;
    }

    /** Bytes of the store after the last commit. */
    long dataLength() {
        return dataLength;
    }

    /** Bytes that the tree had lost at the last commit. */
    long leaked() {
        return leaked;
    }

    /** Bytes of records since the last checkpoint. */
    long used() {
        return end;
    }

    /** Bytes of the file. Any thread. */
    long length() {
        return length;
    }

    /** Writes a record and syncs it: the moment of a commit. Sets the checksum of each page. */
    void append(List<Page> pages, long newDataLength, long newLeaked) throws IOException {
        JournalRecord record = new JournalRecord(epoch, sequence + 1, newDataLength, newLeaked, pages.size());
        long position = writeIndex(record, pages);
        for (Page page : pages) {
            if (buffer.remaining() < Page.SIZE) {
                position = drain(position);
            }
            buffer.put(page.bytes);
        }
        position = drain(position);
        record.putEnd(buffer, salt);
        buffer.position(JournalRecord.SECTOR);
        position = drain(position);
        file.sync();
        sequence++;
        end = position;
        dataLength = newDataLength;
        leaked = newLeaked;
        length = Math.max(length, end);
    }

    /** Takes note of a state that went to the data file without a record, as long as the store is being made. */
    void assume(long newDataLength, long newLeaked) {
        dataLength = newDataLength;
        leaked = newLeaked;
    }

    /** Declares everything so far to be in the data file, durably, and begins anew at the front. */
    void reset() throws IOException {
        epoch++;
        sequence = 0;
        end = RECORDS_START;
        buffer.clear();
        buffer.putLong(SLOT_MAGIC)
                .putLong(salt)
                .putLong(epoch)
                .putLong(dataLength)
                .putLong(leaked);
        buffer.putLong(JournalRecord.checksum(buffer, 0, SLOT_BYTES - Long.BYTES) & 0xffffffffL);
        buffer.flip();
        file.extend(RECORDS_START);
        file.write(buffer, (epoch & 1) * SLOT_SPACING);
        file.sync();
        buffer.clear();
        length = Math.max(length, RECORDS_START);
    }

    private long writeIndex(JournalRecord record, List<Page> pages) throws IOException {
        ByteBuffer index = ByteBuffer.allocate(Math.toIntExact(record.indexBytes()));
        record.putHead(index, salt);
        for (Page page : pages) {
            page.checksum = PageChecksum.of(page.bytes);
            index.putLong(page.number).putInt(page.checksum);
        }
        index.putInt(JournalRecord.checksum(index, 0, index.position()));
        index.clear();
        file.write(index, end);
        buffer.clear();
        return end + record.indexBytes();
    }

    private long drain(long position) throws IOException {
        buffer.flip();
        long next = position + buffer.remaining();
        file.write(buffer, position);
        buffer.clear();
        return next;
    }

    /**
     * Reads what the last checkpoint left.
     *
     * @throws StorageFileDamage if no slot is whole
     */
    void open() throws IOException {
        if (!hasHead()) {
            throw new StorageFileDamage(name, 0, "no head of a journal is whole");
        }
    }

    /** Reads the heads; false if none is whole, as in a store whose making was cut short. */
    boolean hasHead() throws IOException {
        length = file.length();
        for (int slot = 0; slot < 2; slot++) {
            read((long) slot * SLOT_SPACING, SLOT_BYTES);
            if (buffer.remaining() == SLOT_BYTES
                    && buffer.getLong(0) == SLOT_MAGIC
                    && buffer.getLong(40) == (JournalRecord.checksum(buffer, 0, 40) & 0xffffffffL)
                    && buffer.getLong(16) > epoch) {
                salt = buffer.getLong(8);
                epoch = buffer.getLong(16);
                dataLength = buffer.getLong(24);
                leaked = buffer.getLong(32);
            }
        }
        return epoch > 0;
    }

    private JournalRecord wholeRecord(long position) throws IOException {
        read(position, JournalRecord.HEAD_BYTES);
        JournalRecord record = JournalRecord.head(buffer, salt);
        if (record == null || record.epoch() != epoch || record.sequence() != sequence + 1) {
            return null;
        }
        ByteBuffer index = index(record, position);
        if (index == null) {
            return null;
        }
        long at = position + record.indexBytes();
        for (int i = 0; i < record.pages(); i++, at += Page.SIZE) {
            read(at, Page.SIZE);
            if (buffer.remaining() < Page.SIZE
                    || PageChecksum.of(buffer)
                            != index.getInt(JournalRecord.HEAD_BYTES + i * JournalRecord.ENTRY_BYTES + Long.BYTES)) {
                return null;
            }
        }
        read(at, JournalRecord.SECTOR);
        return record.isEnd(buffer, salt) ? record : null;
    }

    private ByteBuffer index(JournalRecord record, long position) throws IOException {
        if (record.pages() < 0 || record.indexBytes() > file.length() - position) {
            return null;
        }
        ByteBuffer index = ByteBuffer.allocate(Math.toIntExact(record.indexBytes()));
        file.read(index, position);
        int checked = JournalRecord.HEAD_BYTES + record.pages() * JournalRecord.ENTRY_BYTES;
        return index.hasRemaining() || index.getInt(checked) != JournalRecord.checksum(index, 0, checked)
                ? null
                : index;
    }

    private void replay(JournalRecord record, long position, Target target) throws IOException {
        ByteBuffer index = index(record, position);
        long at = position + record.indexBytes();
        for (int i = 0; i < record.pages(); i++, at += Page.SIZE) {
            int entry = JournalRecord.HEAD_BYTES + i * JournalRecord.ENTRY_BYTES;
            read(at, Page.SIZE);
            target.page(index.getLong(entry), index.getInt(entry + Long.BYTES), buffer);
        }
    }

    /** A record of this epoch behind the end was written after the end had been synced: the end is damage, no torn write. */
    private void refuseRecordsBehind(long position) throws IOException {
        for (long at = position; at < length; at += BUFFER_BYTES) {
            read(at, BUFFER_BYTES);
            int bytes = buffer.remaining();
            for (int i = 0; i + JournalRecord.HEAD_BYTES <= bytes; i += JournalRecord.SECTOR) {
                buffer.position(i);
                if (buffer.getLong(i) == JournalRecord.MAGIC) {
                    JournalRecord found = JournalRecord.head(buffer, salt);
                    if (found != null && found.epoch() == epoch && found.sequence() > sequence + 1) {
                        throw new StorageFileDamage(
                                name, position, "a commit record is damaged, a later one is at " + (at + i));
                    }
                }
            }
        }
    }

    private void read(long position, int bytes) throws IOException {
        buffer.clear().limit(bytes);
        file.read(buffer, position);
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
