package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.wal.WalCorruptionException;
import io.kvorum.spi.wal.WalFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Records one after the other: checksum of the rest, length of the payload, LSN, the LSN that was durable when it was
 * written, type, payload.
 */
final class RecordFile implements AutoCloseable {
    private static final int HEADER_BYTES = 4 + 4 + 8 + 8 + 1;
    private static final long ROOM_BYTES = 64L << 20;
    private static final long LAST_ROOM_BYTES = 16L << 20;

    private final Path path;
    private final FileChannel channel;

    RecordFile(Path directory) {
        path = directory.resolve("records");
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new ComponentException(path + " is in use by another process");
            }
            try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
                parent.force(true);
            }
        } catch (OverlappingFileLockException failure) {
            throw new ComponentException(path + " is open already", failure);
        } catch (IOException failure) {
            throw new ComponentException("cannot open " + path + ": " + failure, failure);
        }
    }

    record Found(long lsn, long durableLsn, byte type, ByteBuffer payload) {}

    interface FoundVisitor {
        void found(long position, Found record);
    }

    /** Shows the longest sound beginning (WAL-4), cuts off a torn tail (WAL-5) and syncs the rest (WAL-6). */
    long recover(FoundVisitor visitor) {
        try {
            long position = 0;
            long lsn = 1;
            for (Found found = tryRead(position, lsn); found != null; found = tryRead(position, lsn)) {
                long next = position + HEADER_BYTES + found.payload().remaining();
                visitor.found(position, found); // moves through the payload
                position = next;
                lsn++;
            }
            refuseIfSyncedOnce(position, lsn);
            channel.truncate(position);
            channel.force(true);
            return position;
        } catch (IOException failure) {
            throw new WalFailedException("cannot read " + path, failure);
        }
    }

    /** A later record that says this one was durable proves damage: a torn tail has nothing synced behind it. */
    private void refuseIfSyncedOnce(long position, long lsn) throws IOException {
        for (long later = position + 1; later + HEADER_BYTES <= channel.size(); later++) {
            Found found = tryRead(later, 0);
            if (found != null && found.lsn() > lsn && found.durableLsn() >= lsn) {
                throw new WalCorruptionException(
                        path + " is damaged at byte " + position + ", where record " + lsn + " was", null);
            }
        }
    }

    Found read(long position, long lsn) {
        try {
            Found found = tryRead(position, lsn);
            if (found == null) {
                throw new WalCorruptionException(path + " is damaged at byte " + position, null);
            }
            return found;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The record at a place, or null if there is no sound one; LSN 0 stands for any. */
    private Found tryRead(long position, long lsn) throws IOException {
        ByteBuffer header = read(position, HEADER_BYTES);
        if (header.remaining() < HEADER_BYTES) {
            return null;
        }
        int checksum = header.getInt();
        int length = header.getInt();
        Found found = new Found(header.getLong(), header.getLong(), header.get(), null);
        boolean plausible = length >= 0
                && length <= channel.size() - position - HEADER_BYTES
                && found.lsn() > found.durableLsn()
                && found.durableLsn() >= 0
                && (lsn == 0 || found.lsn() == lsn);
        if (!plausible) {
            return null;
        }
        ByteBuffer payload = read(position + HEADER_BYTES, length);
        boolean sound = checksum == checksum(header.position(4).slice(), payload.duplicate());
        return sound ? new Found(found.lsn(), found.durableLsn(), found.type(), payload.asReadOnlyBuffer()) : null;
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {}
        return buffer.flip();
    }

    /** Gives the position behind the new record. */
    long write(long position, long lsn, long durableLsn, byte type, Bytes... payload) throws IOException {
        int length = 0;
        for (Bytes part : payload) {
            length += part.length();
        }
        ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + length);
        record.putInt(0).putInt(length).putLong(lsn).putLong(durableLsn).put(type);
        for (Bytes part : payload) {
            record.put(part.toByteBuffer());
        }
        record.flip();
        record.putInt(0, checksum(record.duplicate().position(4)));
        while (record.hasRemaining()) {
            channel.write(record, position + record.position());
        }
        return position + record.limit();
    }

    private static int checksum(ByteBuffer... parts) {
        CRC32C checksum = new CRC32C();
        for (ByteBuffer part : parts) {
            checksum.update(part);
        }
        return (int) checksum.getValue();
    }

    void force() throws IOException {
        channel.force(false);
    }

    /** Enough for a while: with less, clients' writes are to be refused (WAL-8). */
    boolean isRoomy() {
        return path.toFile().getUsableSpace() > ROOM_BYTES;
    }

    boolean hasRoomFor(long length) {
        return path.toFile().getUsableSpace() - length > LAST_ROOM_BYTES;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
// endregion
