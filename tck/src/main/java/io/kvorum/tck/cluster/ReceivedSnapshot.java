package io.kvorum.tck.cluster;

import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A snapshot on its way in; sealing it writes it beside the state. */
final class ReceivedSnapshot implements SnapshotSink {
    private static final Path SPOOL = Path.of("/member/data/received");

    private final SnapshotMeta meta;
    private final Lane writing;
    private final SimulatedDisk disk;
    private final Consumer<MachineState> replace;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean sealed;
    private boolean over;

    ReceivedSnapshot(SnapshotMeta meta, Lane writing, SimulatedDisk disk, Consumer<MachineState> replace) {
        this.meta = meta;
        this.writing = writing;
        this.disk = disk;
        this.replace = replace;
    }

    boolean isOf(SnapshotMeta other) {
        return !over && meta.equals(other);
    }

    @Override
    public long received() {
        return content.size();
    }

    @Override
    public void write(ByteBuffer chunk) {
        requireOpen();
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        content.write(bytes, 0, bytes.length);
    }

    @Override
    public CompletionStage<Void> seal() {
        requireOpen();
        CompletableFuture<Void> done = new CompletableFuture<>();
        writing.offer(() -> {
            byte[] bytes = content.toByteArray();
            if (bytes.length != meta.bytes() || SentSnapshot.checksum(bytes) != meta.checksum()) {
                done.completeExceptionally(new IllegalStateException("the snapshot is damaged"));
                return;
            }
            disk.delete(SPOOL);
            SimulatedFile file = disk.open(SPOOL);
            file.append(bytes);
            file.sync();
            sealed = true;
            done.complete(null);
        });
        return done;
    }

    @Override
    public CompletionStage<Void> install() {
        requireOpen();
        if (!sealed) {
            throw new IllegalStateException("only a sealed snapshot is taken over");
        }
        replace.accept(MachineState.decode(content.toByteArray()));
        over = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void abort() {
        over = true;
        content.reset();
    }

    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("the snapshot was given up");
        }
    }
}
