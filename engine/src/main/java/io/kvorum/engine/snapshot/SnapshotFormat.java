package io.kvorum.engine.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** Constants and small pieces that writer and reader share; the layout is in the package's description. */
final class SnapshotFormat {
    static final byte[] MAGIC = "KVSNAP1\n".getBytes(StandardCharsets.US_ASCII);
    static final int CHUNK_HEADER_BYTES = 8;
    static final int DIGEST_BYTES = 32;
    static final int END_BYTES = 4 + 8 + DIGEST_BYTES;

    /** A chunk is closed when it exceeds this; one row may make it larger. */
    static final int CHUNK_BYTES = 256 * 1024;

    private SnapshotFormat() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    static int checksum(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }
}
