package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalCorruptionException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of a simulated log, named by the LSN of its first record.
 *
 * <p>A record is: 4 bytes length of the payload, 8 bytes LSN, 1 byte type, payload, 4 bytes CRC-32C of all before.
 */
final class SimulatedWalSegment {
    private static final int HEAD_BYTES = 13;
    private static final int FRAME_BYTES = HEAD_BYTES + 4;

    private final SimulatedFile file;
    private final long firstLsn;
    // Where the record of LSN firstLsn + i begins
    private final List<Integer> positions = new ArrayList<>();

    private SimulatedWalSegment(SimulatedFile file, long firstLsn) {
        this.file = file;
        this.firstLsn = firstLsn;
    }

    static int frameBytes(int payloadBytes) {
        return FRAME_BYTES + payloadBytes;
    }

    static SimulatedWalSegment create(SimulatedDisk disk, Path directory, long firstLsn) {
        // 16 digits, so that files are listed in the order of their records
        return new SimulatedWalSegment(
                disk.open(directory.resolve("segment-" + HexFormat.of().toHexDigits(firstLsn))), firstLsn);
    }

    /** Reads the file's whole records; cuts off a torn tail, and refuses damage of what had been synced. */
    static SimulatedWalSegment recover(SimulatedFile file) {
        String name = file.path().getFileName().toString();
        SimulatedWalSegment segment =
                new SimulatedWalSegment(file, Long.parseLong(name.substring(name.indexOf('-') + 1), 16));
        byte[] bytes = file.read(0, file.size());
        int position = 0;
        while (position < bytes.length) {
            int end = segment.endOfRecord(bytes, position);
            if (end < 0) {
                if (position < file.syncedSize()) {
                    throw new WalCorruptionException("damaged record in " + file.path() + " at " + position, null);
                }
                file.truncate(position);
                return segment;
            }
            segment.positions.add(position);
            position = end;
        }
        return segment;
    }

    private int endOfRecord(byte[] bytes, int position) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, position, bytes.length - position);
        if (buffer.remaining() < FRAME_BYTES) {
            return -1;
        }
        int length = buffer.getInt();
        if (length < 0 || length > bytes.length - position - FRAME_BYTES || buffer.getLong() != nextLsn()) {
            return -1;
        }
        int crcPosition = position + HEAD_BYTES + length;
        return buffer.getInt(crcPosition) == crc(bytes, position, HEAD_BYTES + length) ? crcPosition + 4 : -1;
    }

    long firstLsn() {
        return firstLsn;
    }

    long nextLsn() {
        return firstLsn + positions.size();
    }

    int size() {
        return file.size();
    }

    long append(byte type, int length, Bytes... payload) {
        long lsn = nextLsn();
        int position = file.size();
        ByteBuffer frame = ByteBuffer.allocate(frameBytes(length));
        frame.putInt(length).putLong(lsn).put(type);
        for (Bytes part : payload) {
            frame.put(part.array(), part.offset(), part.length());
        }
        frame.putInt(crc(frame.array(), 0, HEAD_BYTES + length));
        file.append(frame.array());
        positions.add(position);
        return lsn;
    }

    void sync() {
        file.sync();
    }

    void delete(SimulatedDisk disk) {
        disk.delete(file.path());
    }

    int payloadBytes(long lsn) {
        return ByteBuffer.wrap(file.read(position(lsn), HEAD_BYTES)).getInt();
    }

    void visit(long lsn, RecordVisitor visitor) {
        int position = position(lsn);
        ByteBuffer head = ByteBuffer.wrap(file.read(position, HEAD_BYTES));
        byte[] payload = file.read(position + HEAD_BYTES, head.getInt());
        visitor.record(head.getLong(), head.get(), ByteBuffer.wrap(payload).asReadOnlyBuffer());
    }

    private int position(long lsn) {
        return positions.get((int) (lsn - firstLsn));
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
