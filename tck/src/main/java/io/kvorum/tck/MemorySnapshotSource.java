package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSource;
import java.nio.ByteBuffer;

/** Gives a snapshot out of memory. */
record MemorySnapshotSource(Bytes content) implements SnapshotSource {
    @Override
    public SnapshotMeta meta() {
        return new SnapshotMeta(1, 1, Membership.EMPTY, content.length(), content.hashCode());
    }

    @Override
    public int read(long position, ByteBuffer target) {
        int length = (int) Math.min(target.remaining(), content.length() - position);
        target.put(content.slice((int) position, length).toByteBuffer());
        return length;
    }

    @Override
    public void close() {}
}
