package io.kvorum.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.Simulation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PacedWritingTest {
    private static final Keyspace ROWS = new Keyspace("rows", Keyspace.KeyShape.fixed(4), Keyspace.SizeClass.BULK);
    private static final int SLICES = 3;
    private static final Duration SLICE_TIME = Duration.ofMillis(40);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n", Path.of("n"));
    private final Lane lane = runtime.lane("snapshot", 4);
    private final StorageBackend storage = new SimulatedStorageFactory(new SimulatedDisk(simulation.random("disk")))
            .create(Config.defaults(List.of()), new FixedStorageContext(runtime, Path.of("s"), List.of(ROWS), 1 << 20));
    private final ObservedView view = new ObservedView(filled());
    private final Snapshots snapshots =
            new Snapshots(new HeapSpools(), List.of(ROWS), runtime, lane, runtime.lane("apply", 4), rows -> () -> {});

    @Test
    void othersOfTheLaneHaveTheirTurnBetweenTwoSlices() {
        CompletableFuture<SnapshotSource> written = write();
        CompletableFuture<Boolean> doneByThen = new CompletableFuture<>();
        lane.offer(() -> doneByThen.complete(written.isDone()));

        simulation.runFor(Duration.ofSeconds(1));

        assertThat(doneByThen).isCompletedWithValue(false);
        assertThat(written).isCompleted();
        assertThat(written.join().meta().bytes()).isGreaterThan((SLICES - 1) * PacedWriting.SLICE_BYTES);
        assertThat(view.closed).isTrue();
    }

    @Test
    void itRestsAsLongAsASliceTookButNotForEver() {
        SlowRuntime slow = new SlowRuntime();
        for (Duration slice : List.of(SLICE_TIME, Duration.ofSeconds(10))) {
            slow.rests.clear();
            SpoolFile file = slow.spool(slice);
            PacedWriting writing = new PacedWriting(
                    slow,
                    lane,
                    new SnapshotWriter(view, List.of(ROWS), file),
                    file,
                    new AppliedState(1, 1, Membership.EMPTY));
            while (!writing.written().isDone()) {
                writing.run();
            }
            assertThat(slow.rests)
                    .hasSize(SLICES - 1)
                    .allSatisfy(rest ->
                            assertThat(rest).isEqualTo(slice == SLICE_TIME ? SLICE_TIME : Duration.ofMillis(250)));
        }
    }

    @Test
    void closingEndsItAndLetsGoOfTheView() {
        CompletableFuture<SnapshotSource> written = write();
        snapshots.close();

        simulation.runFor(Duration.ofSeconds(1));

        assertThat(written).isCompletedExceptionally();
        assertThat(view.closed).isTrue();
    }

    private CompletableFuture<SnapshotSource> write() {
        return snapshots.write(view, new AppliedState(1, 1, Membership.EMPTY)).toCompletableFuture();
    }

    /** Rows for {@link #SLICES} slices: each row is a chunk of its own. */
    private StorageSnapshot filled() {
        int rows = (int) (SLICES * PacedWriting.SLICE_BYTES / SnapshotFormat.CHUNK_BYTES) - 2;
        for (int i = 0; i < rows; i++) {
            Bytes key = Bytes.wrap(ByteBuffer.allocate(4).putInt(i).array());
            storage.apply(new WriteBatch().put(ROWS, key, Bytes.wrap(new byte[SnapshotFormat.CHUNK_BYTES])));
        }
        return storage.snapshot();
    }

    private static final class ObservedView implements StorageSnapshot {
        private final StorageSnapshot view;
        private boolean closed;

        ObservedView(StorageSnapshot view) {
            this.view = view;
        }

        @Override
        public Bytes get(Keyspace keyspace, Bytes key) {
            return view.get(keyspace, key);
        }

        @Override
        public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
            return view.scan(keyspace, range, descending, limit);
        }

        @Override
        public long approximateBytes() {
            return view.approximateBytes();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
