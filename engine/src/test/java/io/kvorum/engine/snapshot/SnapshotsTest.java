package io.kvorum.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.Simulation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static final Keyspace ROWS = new Keyspace("rows", Keyspace.KeyShape.fixed(4), Keyspace.SizeClass.BULK);
    private static final Keyspace FACTS = new Keyspace("facts", Keyspace.KeyShape.upTo(20), Keyspace.SizeClass.SMALL);
    private static final List<Keyspace> KEYSPACES = List.of(ROWS, FACTS);
    private static final AppliedState AT = new AppliedState(42, 3, Membership.EMPTY);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n", Path.of("n"));
    private final Lane apply = runtime.lane("apply", 4);
    private final Lane receive = runtime.lane("receive", 4);
    private final StorageBackend sender = storage("sender");
    private final StorageBackend receiver = storage("receiver");
    private final Snapshots sending =
            new Snapshots(new HeapSpools(), KEYSPACES, runtime, runtime.lane("send", 4), apply, rows -> {
                throw new IllegalStateException("a sender installs nothing");
            });
    private final Snapshots receiving = new Snapshots(new HeapSpools(), KEYSPACES, runtime, receive, apply, this::load);

    @Test
    void anotherMemberHasTheSameRowsAfterwards() {
        fill();
        SnapshotSource source = write();
        sender.apply(new WriteBatch().delete(FACTS, Bytes.utf8("fact")));
        receiver.apply(new WriteBatch().put(FACTS, Bytes.utf8("old"), Bytes.utf8("content")));

        SnapshotSink sink = receiving.beginInstall(source.meta());
        copy(source, sink, source.meta().bytes());
        await(sink.seal());
        await(sink.install());

        assertThat(rows(receiver, ROWS)).hasSize(5_000).isEqualTo(rows(sender, ROWS));
        assertThat(rows(receiver, FACTS)).containsExactly(Bytes.utf8("fact") + "=" + Bytes.utf8("value"));
        assertThat(source.meta().index()).isEqualTo(42);
    }

    @Test
    void aBrokenTransferGoesOnWhereItWas() {
        fill();
        SnapshotSource source = write();
        copy(source, receiving.beginInstall(source.meta()), 100_000);

        SnapshotSink resumed = receiving.beginInstall(source.meta());
        assertThat(resumed.received()).isEqualTo(100_000);
        copy(source, resumed, source.meta().bytes());
        await(resumed.seal());
        await(resumed.install());

        assertThat(rows(receiver, ROWS)).isEqualTo(rows(sender, ROWS));
    }

    @Test
    void anotherSnapshotBeginsAnew() {
        fill();
        SnapshotSource source = write();
        SnapshotSink first = receiving.beginInstall(source.meta());
        copy(source, first, 1_000);
        SnapshotMeta other =
                new SnapshotMeta(43, 3, Membership.EMPTY, source.meta().bytes(), 1);

        assertThat(receiving.beginInstall(other).received()).isZero();
        assertThatThrownBy(() -> first.write(ByteBuffer.allocate(1))).isInstanceOf(DamagedSnapshotException.class);
    }

    @Test
    void anyChangedByteIsNoticedBeforeAnythingIsReplaced() {
        fill();
        SnapshotSource source = write();
        byte[] whole = new byte[(int) source.meta().bytes()];
        source.read(0, ByteBuffer.wrap(whole));
        for (int position : new int[] {0, 9, 500, whole.length / 2, whole.length - 40, whole.length - 1}) {
            byte[] damaged = whole.clone();
            damaged[position] ^= 1;
            Snapshots target = new Snapshots(new HeapSpools(), KEYSPACES, runtime, receive, apply, this::load);
            SnapshotSink sink = target.beginInstall(source.meta());
            sink.write(ByteBuffer.wrap(damaged));

            assertThatThrownBy(() -> await(sink.seal()))
                    .as("byte %d", position)
                    .hasRootCauseInstanceOf(DamagedSnapshotException.class);
        }
        assertThat(rows(receiver, ROWS)).isEmpty();
    }

    @Test
    void moreBytesThanAnnouncedAreRefused() {
        fill();
        SnapshotSource source = write();
        SnapshotSink sink = receiving.beginInstall(source.meta());
        copy(source, sink, source.meta().bytes());

        assertThatThrownBy(() -> sink.write(ByteBuffer.allocate(1))).isInstanceOf(DamagedSnapshotException.class);
    }

    @Test
    void whoIsClosedInTheMidstKeepsItsOldRows() {
        fill();
        receiver.apply(new WriteBatch().put(FACTS, Bytes.utf8("old"), Bytes.utf8("content")));
        SnapshotSource source = write();
        SnapshotSink sink = receiving.beginInstall(source.meta());
        copy(source, sink, source.meta().bytes());
        await(sink.seal());

        CompletionStage<Void> installed = sink.install();
        receiving.close();

        assertThatThrownBy(() -> await(installed)).hasRootCauseInstanceOf(CancellationException.class);
        assertThat(rows(receiver, FACTS)).containsExactly(Bytes.utf8("old") + "=" + Bytes.utf8("content"));
    }

    /** Slow work beside the lane of apply, and only the switch on it. */
    private LoadedRows load(SortedRows rows) {
        receive.requireCurrent();
        LoadedRows loaded = receiver.load(rows);
        return () -> {
            apply.requireCurrent();
            loaded.install();
        };
    }

    private void fill() {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < 5_000; i++) {
            byte[] key = ByteBuffer.allocate(4).putInt(i).array();
            batch.put(ROWS, Bytes.wrap(key), Bytes.wrap(new byte[i % 300]));
        }
        batch.put(FACTS, Bytes.utf8("fact"), Bytes.utf8("value"));
        sender.apply(batch);
    }

    private SnapshotSource write() {
        return await(sending.write(sender.snapshot(), AT));
    }

    private static void copy(SnapshotSource source, SnapshotSink sink, long end) {
        while (sink.received() < end) {
            ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(30_000, end - sink.received()));
            source.read(sink.received(), chunk);
            sink.write(chunk.flip());
        }
    }

    private <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        simulation.settle();
        assertThat(future).isDone();
        return future.join();
    }

    private static List<String> rows(StorageBackend backend, Keyspace keyspace) {
        List<String> rows = new ArrayList<>();
        try (RowCursor cursor = backend.scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE)) {
            while (cursor.next()) {
                rows.add(cursor.key() + "=" + cursor.value());
            }
        }
        return rows;
    }

    private StorageBackend storage(String name) {
        return new SimulatedStorageFactory(new SimulatedDisk(simulation.random(name)))
                .create(Config.defaults(List.of()), new FixedStorageContext(runtime, Path.of(name), KEYSPACES, 1024));
    }
}
