package io.kvorum.engine.snapshot;

import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Writes one spool, and rests after each slice as long as that took: so the log, which waits for the same disk, has it for
 * half of the time, however slow it is. Twice as long as without rest is the price, and no more. Snapshot lane.
 */
final class PacedWriting implements Runnable {
    static final long SLICE_BYTES = 4L << 20;

    /** A slice that took longer met a disk that stood still; whoever waits for the snapshot need not stand still as long. */
    private static final long REST_NANOSECONDS_MAX = 250_000_000;

    private final NodeRuntime runtime;
    private final Lane lane;
    private final SnapshotWriter writer;
    private final SpoolFile file;
    private final AppliedState at;
    private final CompletableFuture<SnapshotSource> written = new CompletableFuture<>();

    PacedWriting(NodeRuntime runtime, Lane lane, SnapshotWriter writer, SpoolFile file, AppliedState at) {
        this.runtime = runtime;
        this.lane = lane;
        this.writer = writer;
        this.file = file;
        this.at = at;
    }

    /** What is written, or why it is not. */
    CompletableFuture<SnapshotSource> written() {
        return written;
    }

    @Override
    public void run() {
        if (written.isDone()) {
            return;
        }
        long begun = runtime.clock().nanoseconds();
        try {
            if (writer.write(SLICE_BYTES)) {
                long took = runtime.clock().nanoseconds() - begun;
                runtime.schedule(lane, Duration.ofNanos(Math.min(took, REST_NANOSECONDS_MAX)), this);
                return;
            }
            writer.close();
        } catch (RuntimeException failure) {
            giveUp(failure);
            return;
        }
        written.complete(new Source(
                file, new SnapshotMeta(at.index(), at.term(), at.membership(), file.size(), writer.checksum())));
    }

    /** Ends it if it is not at its end. */
    void cancel() {
        if (!written.isDone()) {
            giveUp(new CancellationException("this member is closing"));
        }
    }

    /** Ends it before its end. */
    void giveUp(RuntimeException why) {
        writer.close();
        file.delete();
        written.completeExceptionally(why);
    }

    /** A written snapshot. */
    private record Source(SpoolFile file, SnapshotMeta meta) implements SnapshotSource {
        @Override
        public int read(long position, ByteBuffer target) {
            return file.read(position, target);
        }

        @Override
        public void close() {
            file.delete();
        }
    }
}
