package io.kvorum.transport.grpc.peer.snapshot;

import io.kvorum.spi.Bytes;
import io.kvorum.transport.grpc.peer.wire.WireForm;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A piece of a snapshot's stream. On the wire: kind (1 byte), position (8), CRC-32C of the content (4), content.
 *
 * @param kind what it is
 * @param position where the content belongs; at the end, the length of the whole
 * @param checksum CRC-32C of the content
 */
record SnapshotPart(Kind kind, long position, int checksum, Bytes content) {
    private static final int PREFIX_BYTES = 1 + Long.BYTES + Integer.BYTES;

    /** What it is; the order is that of the wire. */
    enum Kind {
        /** Comes first: what the receiving channel's handler needs to know. */
        HEAD,
        /** Bytes of the snapshot. */
        CHUNK,
        /** There are no more. */
        END,
        /** What cannot be read. */
        MALFORMED
    }

    static SnapshotPart head(Bytes head) {
        return new SnapshotPart(Kind.HEAD, 0, checksumOf(head), head);
    }

    static SnapshotPart chunk(long position, Bytes content) {
        return new SnapshotPart(Kind.CHUNK, position, checksumOf(content), content);
    }

    static SnapshotPart end(long length) {
        return new SnapshotPart(Kind.END, length, checksumOf(Bytes.EMPTY), Bytes.EMPTY);
    }

    /** Whether the content is what was sent. */
    boolean intact() {
        return checksum == checksumOf(content);
    }

    private Bytes prefix() {
        return Bytes.wrap(ByteBuffer.allocate(PREFIX_BYTES)
                .put((byte) kind.ordinal())
                .putLong(position)
                .putInt(checksum)
                .array());
    }

    /** How it is written. */
    WireForm toWire() {
        Bytes prefix = prefix();
        return new WireForm(prefix.length() + content.length(), target -> {
            target.write(prefix.array(), prefix.offset(), prefix.length());
            target.write(content.array(), content.offset(), content.length());
        });
    }

    static SnapshotPart parse(Bytes encoded) {
        if (encoded.length() < PREFIX_BYTES || encoded.get(0) < 0 || encoded.get(0) >= Kind.MALFORMED.ordinal()) {
            return new SnapshotPart(Kind.MALFORMED, 0, 0, Bytes.EMPTY);
        }
        ByteBuffer prefix = encoded.toByteBuffer();
        return new SnapshotPart(
                Kind.values()[prefix.get()],
                prefix.getLong(),
                prefix.getInt(),
                encoded.slice(PREFIX_BYTES, encoded.length() - PREFIX_BYTES));
    }

    private static int checksumOf(Bytes content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content.array(), content.offset(), content.length());
        return (int) checksum.getValue();
    }
}
