package io.kvorum.tck.cluster;

import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSource;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A snapshot in memory that knows whether it was closed. */
final class SentSnapshot implements SnapshotSource {
    private final SnapshotMeta meta;
    private final byte[] content;
    private final Runnable onClose;
    private boolean closed;

    SentSnapshot(AppliedState applied, byte[] content, Runnable onClose) {
        this.meta = new SnapshotMeta(
                applied.index(), applied.term(), applied.membership(), content.length, checksum(content));
        this.content = content;
        this.onClose = onClose;
    }

    static long checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return crc.getValue();
    }

    @Override
    public SnapshotMeta meta() {
        return meta;
    }

    @Override
    public int read(long position, ByteBuffer target) {
        if (closed) {
            throw new IllegalStateException("the snapshot was closed");
        }
        int length = (int) Math.min(target.remaining(), content.length - position);
        target.put(content, (int) position, length);
        return length;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}
