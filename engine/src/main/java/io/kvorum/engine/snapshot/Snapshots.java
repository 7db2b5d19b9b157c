package io.kvorum.engine.snapshot;

import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes the state into spools and takes it over from them. Slow work runs on the snapshot lane, one after the other, and a
 * spool is loaded there beside the present state; the switch itself is the apply lane's.
 */
public final class Snapshots {
    private final SpoolFiles files;
    private final List<Keyspace> keyspaces;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final Function<SortedRows, LoadedRows> loader;
    private final Signal loaded;
    /** The snapshot lane's. */
    private final List<PacedWriting> underWay = new ArrayList<>();

    /** What waits for the apply lane: one at most, as machines take over one snapshot after the other. */
    private final AtomicReference<Runnable> takeover = new AtomicReference<>();

    private volatile boolean closed;
    private long nextName;
    private Install current;

    /**
     * @param lane for slow work
     * @param applyLane where loaded rows are installed
     * @param loader loads all rows, with what is derived from them, beside the present ones; called on {@code lane}
     */
    public Snapshots(
            SpoolFiles files,
            List<Keyspace> keyspaces,
            NodeRuntime runtime,
            Lane lane,
            Lane applyLane,
            Function<SortedRows, LoadedRows> loader) {
        this.files = files;
        this.keyspaces = List.copyOf(keyspaces);
        this.runtime = runtime;
        this.lane = lane;
        this.loader = loader;
        this.loaded = applyLane.signal(this::takeOver);
        files.deleteAll();
    }

    /** Writes a frozen view, which is closed when it is written. Apply lane; the stage completes on the snapshot lane. */
    public CompletionStage<SnapshotSource> write(StorageSnapshot view, AppliedState at) {
        SpoolFile file = files.create("send-" + nextName++);
        PacedWriting writing = new PacedWriting(runtime, lane, new SnapshotWriter(view, keyspaces, file), file, at);
        boolean accepted = lane.offer(() -> {
            underWay.add(writing);
            writing.written().whenComplete((source, failure) -> underWay.remove(writing));
            writing.run();
        });
        if (!accepted) {
            writing.giveUp(new RejectedExecutionException("the snapshot lane is full"));
        }
        return writing.written();
    }

    /** Ends what is being written or loaded. Any thread; done by the snapshot lane. */
    public void close() {
        closed = true;
        lane.offer(() -> List.copyOf(underWay).forEach(PacedWriting::cancel));
    }

    /** Begins or resumes taking a snapshot over. Apply lane. */
    public SnapshotSink beginInstall(SnapshotMeta meta) {
        if (current != null && current.meta.equals(meta) && !current.over) {
            return current;
        }
        if (current != null) {
            current.abort();
        }
        current = new Install(meta, files.create("receive-" + nextName++));
        return current;
    }

    private void takeOver() {
        Runnable due = takeover.getAndSet(null);
        if (due != null) {
            due.run();
        }
    }

    /** A snapshot on its way in. */
    private final class Install implements SnapshotSink {
        private final SnapshotMeta meta;
        private final SpoolFile file;
        private final ArrivingDigest digest;
        private volatile boolean over;

        Install(SnapshotMeta meta, SpoolFile file) {
            this.meta = meta;
            this.file = file;
            this.digest = new ArrivingDigest(meta);
        }

        @Override
        public long received() {
            return file.size();
        }

        @Override
        public void write(ByteBuffer chunk) {
            if (over || file.size() + chunk.remaining() > meta.bytes()) {
                throw new DamagedSnapshotException("more bytes than the " + meta.bytes() + " that were announced");
            }
            ByteBuffer appended = chunk.duplicate();
            long position = file.size();
            file.append(chunk);
            digest.add(position, appended);
        }

        @Override
        public CompletionStage<Void> seal() {
            return onLane(() -> {
                digest.verify(file);
                return null;
            });
        }

        @Override
        public CompletionStage<Void> install() {
            return onLane(() -> loader.apply(new SnapshotReader(file, keyspaces, () -> closed)))
                    .thenCompose(this::switchTo);
        }

        private CompletionStage<Void> switchTo(LoadedRows rows) {
            CompletableFuture<Void> installed = new CompletableFuture<>();
            takeover.set(() -> {
                try (rows) {
                    rows.install();
                    abort();
                    installed.complete(null);
                } catch (RuntimeException failure) {
                    installed.completeExceptionally(failure);
                }
            });
            loaded.raise();
            return installed;
        }

        /** A large file takes its time, for which nobody has to wait. */
        @Override
        public void abort() {
            over = true;
            if (!lane.offer(file::delete)) {
                file.delete();
            }
        }

        private <T> CompletionStage<T> onLane(Supplier<T> work) {
            CompletableFuture<T> done = new CompletableFuture<>();
            boolean accepted = lane.offer(() -> {
                try {
                    done.complete(work.get());
                } catch (RuntimeException failure) {
                    done.completeExceptionally(new CompletionException(failure));
                }
            });
            if (!accepted) {
                done.completeExceptionally(new RejectedExecutionException("the snapshot lane is full"));
            }
            return done;
        }
    }
}
