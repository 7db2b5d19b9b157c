package io.kvorum.engine.snapshot;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageSnapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;

/** Writes a frozen view of the rows into a spool, slice after slice. One thread at a time; blocks. */
final class SnapshotWriter implements AutoCloseable {
    private final StorageSnapshot view;
    private final SpoolFile file;
    private final Iterator<Keyspace> keyspaces;
    private final MessageDigest digest = SnapshotFormat.digest();
    private ByteBuffer chunk = ByteBuffer.allocate(SnapshotFormat.CHUNK_HEADER_BYTES + SnapshotFormat.CHUNK_BYTES);
    private byte[] keyspace;
    private RowCursor cursor;
    private long rows;
    private long checksum;

    SnapshotWriter(StorageSnapshot view, List<Keyspace> keyspaces, SpoolFile file) {
        this.view = view;
        this.file = file;
        this.keyspaces = keyspaces.iterator();
        beginChunk();
    }

    /** Goes on until about {@code bytes} more are written; false when that was the end. */
    boolean write(long bytes) {
        if (file.size() == 0) {
            append(ByteBuffer.wrap(SnapshotFormat.MAGIC));
        }
        long until = file.size() + bytes;
        while (file.size() < until) {
            if (cursor != null && cursor.next()) {
                addRow(cursor.key(), cursor.value());
            } else if (!nextKeyspace()) {
                endChunk();
                writeEnd();
                return false;
            }
        }
        return true;
    }

    private boolean nextKeyspace() {
        endKeyspace();
        if (!keyspaces.hasNext()) {
            return false;
        }
        Keyspace next = keyspaces.next();
        keyspace = next.name().getBytes(StandardCharsets.US_ASCII);
        cursor = view.scan(next, KeyRange.ALL, false, Integer.MAX_VALUE);
        return true;
    }

    private void endKeyspace() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    /** A number that identifies the content, once all is written. */
    long checksum() {
        return checksum;
    }

    /** Lets go of the view. */
    @Override
    public void close() {
        endKeyspace();
        view.close();
    }

    private void addRow(Bytes key, Bytes value) {
        int size = 1 + keyspace.length + 2 + key.length() + 4 + value.length();
        if (chunk.position() > SnapshotFormat.CHUNK_HEADER_BYTES && size > chunk.remaining()) {
            endChunk();
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
            beginChunk();
        }
    }

    private void writeEnd() {
        append(ByteBuffer.allocate(12).putInt(0).putLong(rows).flip());
        byte[] sum = digest.digest();
        file.append(ByteBuffer.wrap(sum));
        checksum = ByteBuffer.wrap(sum).getLong();
    }

    private void append(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
        file.append(bytes);
    }
}
