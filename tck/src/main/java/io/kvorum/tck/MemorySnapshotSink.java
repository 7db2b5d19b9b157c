package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.SnapshotSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes a snapshot into memory. */
final class MemorySnapshotSink implements SnapshotSink {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean sealed;

    @Override
    public synchronized long received() {
        return content.size();
    }

    @Override
    public synchronized void write(ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        content.write(bytes, 0, bytes.length);
    }

    @Override
    public synchronized CompletionStage<Void> seal() {
        sealed = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> install() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void abort() {
        content.reset();
    }

    synchronized Bytes content() {
        return Bytes.wrap(content.toByteArray());
    }

    synchronized boolean sealed() {
        return sealed;
    }
}
