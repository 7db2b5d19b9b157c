package io.kvorum.engine.snapshot;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageSnapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Writes a frozen view of the rows into a spool. One thread; blocks. */
final class SnapshotWriter {
    private final SpoolFile file;
    private final MessageDigest digest = SnapshotFormat.digest();
    private ByteBuffer chunk = ByteBuffer.allocate(SnapshotFormat.CHUNK_HEADER_BYTES + SnapshotFormat.CHUNK_BYTES);
    private long rows;

    SnapshotWriter(SpoolFile file) {
        this.file = file;
    }

    /** Writes everything; gives a number that identifies the content. */
    long write(StorageSnapshot view, List<Keyspace> keyspaces) {
        append(ByteBuffer.wrap(SnapshotFormat.MAGIC));
        beginChunk();
        for (Keyspace keyspace : keyspaces) {
            byte[] name = keyspace.name().getBytes(StandardCharsets.US_ASCII);
            try (RowCursor cursor = view.scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE)) {
                while (cursor.next()) {
                    addRow(name, cursor.key(), cursor.value());
                }
            }
        }
        endChunk();
        return writeEnd();
    }

    private void addRow(byte[] keyspace, Bytes key, Bytes value) {
        int size = 1 + keyspace.length + 2 + key.length() + 4 + value.length();
        if (chunk.position() > SnapshotFormat.CHUNK_HEADER_BYTES && size > chunk.remaining()) {
            endChunk();
            beginChunk();
        }
        if (size > chunk.remaining()) {
            chunk = ByteBuffer.allocate(SnapshotFormat.CHUNK_HEADER_BYTES + size);
            beginChunk();
        }
        chunk.put((byte) keyspace.length).put(keyspace);
        chunk.putShort((short) key.length()).put(key.array(), key.offset(), key.length());
        chunk.putInt(value.length()).put(value.array(), value.offset(), value.length());
        rows++;
    }

    private void beginChunk() {
        chunk.clear().position(SnapshotFormat.CHUNK_HEADER_BYTES);
    }

    private void endChunk() {
        int length = chunk.position() - SnapshotFormat.CHUNK_HEADER_BYTES;
        if (length > 0) {
            chunk.flip();
            chunk.putInt(0, length);
            chunk.putInt(4, SnapshotFormat.checksum(chunk.slice(SnapshotFormat.CHUNK_HEADER_BYTES, length)));
            append(chunk);
        }
    }

    private long writeEnd() {
        append(ByteBuffer.allocate(12).putInt(0).putLong(rows).flip());
        byte[] sum = digest.digest();
        file.append(ByteBuffer.wrap(sum));
        return ByteBuffer.wrap(sum).getLong();
    }

    private void append(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
        file.append(bytes);
    }
}
