package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.WriteBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A file of batches. Each is: 4 bytes length of what follows the head, 4 bytes CRC-32C of all after it, 8 bytes number of
 * the batch in the file, then per change the keyspace's name, the key, and the value or a length of -1, each behind 4
 * bytes of length. The number keeps a hole of zeros from passing for empty batches.
 */
final class SimulatedJournal {
    /** What a load leaves until it is installed. */
    static final String LOADED = "journal.loaded";

    private static final String NAME = "journal";
    private static final String REWRITTEN = "journal.new";
    private static final int HEAD_BYTES = 16;

    private final SimulatedFile file;
    private long batches;

    private SimulatedJournal(SimulatedFile file, long batches) {
        this.file = file;
        this.batches = batches;
    }

    /** Applies all whole batches to {@code rows}; cuts off a torn tail, and refuses damage of what had been flushed. */
    static SimulatedJournal recover(SimulatedDisk disk, Path directory, SimulatedRows rows) {
        disk.delete(directory.resolve(REWRITTEN));
        forgetLoaded(disk, directory);
        SimulatedFile file = disk.open(directory.resolve(NAME));
        byte[] bytes = file.read(0, file.size());
        int position = 0;
        long batches = 0;
        while (position < bytes.length) {
            int end = endOfBatch(bytes, position, batches + 1);
            if (end < 0) {
                if (position < file.syncedSize()) {
                    throw new StorageCorruptionException("damaged batch in " + file.path() + " at " + position, null);
                }
                file.truncate(position);
                break;
            }
            replay(ByteBuffer.wrap(bytes, position + HEAD_BYTES, end - position - HEAD_BYTES), rows);
            position = end;
            batches++;
        }
        return new SimulatedJournal(file, batches);
    }

    /** Deletes rows that were loaded and not installed. */
    static void forgetLoaded(SimulatedDisk disk, Path directory) {
        Path loaded = directory.resolve(LOADED);
        if (disk.exists(loaded)) {
            disk.delete(loaded);
        }
    }

    /** Writes {@code rows} as one batch to a new file, which then takes the place of the old one. */
    static SimulatedJournal rewrite(SimulatedDisk disk, Path directory, SimulatedRows rows) {
        writeBeside(disk, directory, rows, REWRITTEN);
        return takeOver(disk, directory, REWRITTEN);
    }

    /** Writes {@code rows} as one batch to a file of that name beside the journal, durably. */
    static void writeBeside(SimulatedDisk disk, Path directory, SimulatedRows rows, String name) {
        Path temporary = directory.resolve(name);
        disk.delete(temporary);
        SimulatedFile file = disk.open(temporary);
        long[] bytes = new long[1];
        rows.keyspaces()
                .forEach((keyspace, part) ->
                        part.forEach((key, value) -> bytes[0] += changeBytes(keyspace, key, value)));
        ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(HEAD_BYTES + bytes[0]));
        frame.position(HEAD_BYTES);
        rows.keyspaces()
                .forEach((keyspace, part) -> part.forEach((key, value) -> putChange(frame, keyspace, key, value)));
        file.append(seal(frame, 1));
        file.sync();
    }

    /** Lets a file that was written beside take the place of the journal. */
    static SimulatedJournal takeOver(SimulatedDisk disk, Path directory, String name) {
        disk.rename(directory.resolve(name), directory.resolve(NAME));
        return new SimulatedJournal(disk.open(directory.resolve(NAME)), 1);
    }

    void append(WriteBatch batch) {
        int bytes = HEAD_BYTES;
        for (int i = 0; i < batch.size(); i++) {
            bytes += changeBytes(batch.keyspace(i).name(), batch.key(i), batch.value(i));
        }
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        frame.position(HEAD_BYTES);
        for (int i = 0; i < batch.size(); i++) {
            putChange(frame, batch.keyspace(i).name(), batch.key(i), batch.value(i));
        }
        file.append(seal(frame, batches + 1));
        batches++;
    }

    void sync() {
        file.sync();
    }

    int size() {
        return file.size();
    }

    private static int changeBytes(String keyspace, Bytes key, Bytes value) {
        return 12 + keyspace.length() + key.length() + (value == null ? 0 : value.length());
    }

    private static void putChange(ByteBuffer frame, String keyspace, Bytes key, Bytes value) {
        frame.putInt(keyspace.length()).put(keyspace.getBytes(StandardCharsets.US_ASCII));
        frame.putInt(key.length()).put(key.array(), key.offset(), key.length());
        if (value == null) {
            frame.putInt(-1);
        } else {
            frame.putInt(value.length()).put(value.array(), value.offset(), value.length());
        }
    }

    private static byte[] seal(ByteBuffer frame, long number) {
        byte[] bytes = frame.array();
        frame.putInt(0, bytes.length - HEAD_BYTES);
        frame.putLong(8, number);
        frame.putInt(4, crc(bytes, 8, bytes.length - 8));
        return bytes;
    }

    private static int endOfBatch(byte[] bytes, int position, long number) {
        int left = bytes.length - position - HEAD_BYTES;
        if (left < 0) {
            return -1;
        }
        ByteBuffer head = ByteBuffer.wrap(bytes, position, HEAD_BYTES);
        int length = head.getInt();
        if (length < 0 || length > left) {
            return -1;
        }
        boolean whole = head.getInt() == crc(bytes, position + 8, 8 + length) && head.getLong() == number;
        return whole ? position + HEAD_BYTES + length : -1;
    }

    private static void replay(ByteBuffer changes, SimulatedRows rows) {
        while (changes.hasRemaining()) {
            String keyspace = new String(take(changes, changes.getInt()), StandardCharsets.US_ASCII);
            Bytes key = Bytes.wrap(take(changes, changes.getInt()));
            int length = changes.getInt();
            rows.put(keyspace, key, length < 0 ? null : Bytes.wrap(take(changes, length)));
        }
    }

    private static byte[] take(ByteBuffer source, int length) {
        byte[] bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
