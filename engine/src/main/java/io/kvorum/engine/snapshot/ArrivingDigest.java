package io.kvorum.engine.snapshot;

import io.kvorum.spi.consensus.SnapshotMeta;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Computes the SHA-256 of a snapshot while it arrives: to read all of it once more at its end would be a second of work at
 * once. What the disk does to it afterwards is found by the checksum of each chunk. One thread at a time.
 */
final class ArrivingDigest {
    private final SnapshotMeta meta;
    private final long digested;
    private final MessageDigest digest = SnapshotFormat.digest();

    ArrivingDigest(SnapshotMeta meta) {
        this.meta = meta;
        this.digested = meta.bytes() - SnapshotFormat.DIGEST_BYTES;
    }

    /** Takes in the bytes that follow those before; {@code position} is that of the first. */
    void add(long position, ByteBuffer bytes) {
        long left = digested - position;
        if (left > 0) {
            digest.update(bytes.limit(bytes.position() + (int) Math.min(left, bytes.remaining())));
        }
    }

    /**
     * Compares with what the sender computed. Once.
     *
     * @throws DamagedSnapshotException if {@code file} is not what its sender wrote
     */
    void verify(SpoolFile file) {
        if (file.size() != meta.bytes()
                || digested < SnapshotFormat.MAGIC.length + SnapshotFormat.END_BYTES - SnapshotFormat.DIGEST_BYTES) {
            throw new DamagedSnapshotException("a snapshot of " + file.size() + " bytes is too short");
        }
        ByteBuffer magic = ByteBuffer.allocate(SnapshotFormat.MAGIC.length);
        SnapshotReader.readFully(file, 0, magic);
        if (!magic.equals(ByteBuffer.wrap(SnapshotFormat.MAGIC))) {
            throw new DamagedSnapshotException("a snapshot does not begin with its magic");
        }
        ByteBuffer stored = ByteBuffer.allocate(SnapshotFormat.DIGEST_BYTES);
        SnapshotReader.readFully(file, digested, stored);
        ByteBuffer computed = ByteBuffer.wrap(digest.digest());
        if (!computed.equals(stored) || computed.getLong(0) != meta.checksum()) {
            throw new DamagedSnapshotException("a snapshot's SHA-256 is not that of its content");
        }
    }
}
