package io.kvorum.engine.snapshot;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.SortedRows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Reads a spool row by row and checks every chunk before a row of it is given out. One thread; blocks. */
final class SnapshotReader implements SortedRows {
    private final SpoolFile file;
    private final List<Keyspace> keyspaces;
    private final BooleanSupplier givenUp;
    private long position = SnapshotFormat.MAGIC.length;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private Keyspace keyspace;
    private Bytes key;
    private Bytes value;

    /** @param givenUp whether nobody wants the rest: the next chunk is not read then */
    SnapshotReader(SpoolFile file, List<Keyspace> keyspaces, BooleanSupplier givenUp) {
        this.file = file;
        this.keyspaces = keyspaces;
        this.givenUp = givenUp;
    }

    @Override
    public boolean next() {
        while (!chunk.hasRemaining()) {
            if (!nextChunk()) {
                return false;
            }
        }
        byte[] name = new byte[chunk.get()];
        chunk.get(name);
        keyspace = find(new String(name, StandardCharsets.US_ASCII));
        key = take(chunk.getShort() & 0xffff);
        value = take(chunk.getInt());
        return true;
    }

    @Override
    public Keyspace keyspace() {
        return keyspace;
    }

    @Override
    public Bytes key() {
        return key;
    }

    @Override
    public Bytes value() {
        return value;
    }

    private boolean nextChunk() {
        if (givenUp.getAsBoolean()) {
            throw new CancellationException("the snapshot is not wanted any more");
        }
        ByteBuffer header = ByteBuffer.allocate(SnapshotFormat.CHUNK_HEADER_BYTES);
        readFully(file, position, header);
        int length = header.getInt();
        if (length == 0) {
            return false;
        }
        if (length < 0 || position + length > file.size()) {
            throw new DamagedSnapshotException("chunk at " + position + " of a snapshot claims " + length + " bytes");
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        readFully(file, position + SnapshotFormat.CHUNK_HEADER_BYTES, payload);
        if (SnapshotFormat.checksum(payload) != header.getInt()) {
            throw new DamagedSnapshotException("chunk at " + position + " of a snapshot is damaged");
        }
        position += SnapshotFormat.CHUNK_HEADER_BYTES + length;
        chunk = payload;
        return true;
    }

    /** Rows share their chunk's array: it is read once and never written again. */
    private Bytes take(int length) {
        Bytes taken = Bytes.wrap(chunk.array(), chunk.arrayOffset() + chunk.position(), length);
        chunk.position(chunk.position() + length);
        return taken;
    }

    private Keyspace find(String name) {
        for (Keyspace known : keyspaces) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        throw new DamagedSnapshotException(
                "a snapshot has rows of keyspace " + name + ", which this release does not know");
    }

    static void readFully(SpoolFile file, long position, ByteBuffer target) {
        int start = target.position();
        while (target.hasRemaining()) {
            if (file.read(position + target.position() - start, target) == 0) {
                throw new DamagedSnapshotException("a snapshot ends at " + file.size() + " in the midst of a chunk");
            }
        }
        target.position(start);
    }
}
