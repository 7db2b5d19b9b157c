package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.simulation.part.StorageDecorator;
import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.SimulatedWalFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The simulation bites: each part that breaks one promise is found within a few seeds. */
class PlantedBugTest {
    private static final int SEEDS_MAX = 10;
    private static final int DURABLE_STEPS_MAX = 400;

    @Test
    void aLogThatReportsASyncItDidNotDoIsFound() {
        assertFound(DefaultParts.raft()
                .withWal(disk -> wal(new SimulatedWalFactory(disk, 4 * 1024), log -> new WalDecorator(log) {
                    @Override
                    public long sync() {
                        return appendedLsn();
                    }
                })));
    }

    @Test
    void aLogThatSyncsEverySecondTimeOnlyIsFound() {
        assertFound(DefaultParts.raft()
                .withWal(disk -> wal(new SimulatedWalFactory(disk, 4 * 1024), log -> new WalDecorator(log) {
                    private int calls;

                    @Override
                    public long sync() {
                        return ++calls % 2 == 0 ? super.sync() : appendedLsn();
                    }
                })));
    }

    @Test
    void aLogThatForgetsItsLastRecordWhenItIsOpenedIsFound() {
        assertFound(DefaultParts.raft()
                .withWal(disk -> opening(
                        new SimulatedWalFactory(disk, 4 * 1024),
                        replayed -> replayed.isEmpty() ? replayed : replayed.subList(0, replayed.size() - 1))));
    }

    @Test
    void aLogThatReleasesMoreThanItWasToldIsFound() {
        assertFound(DefaultParts.raft()
                .withWal(disk -> wal(new SimulatedWalFactory(disk, 512), log -> new WalDecorator(log) {
                    @Override
                    public void releaseBefore(long lsn) {
                        super.releaseBefore(appendedLsn());
                    }
                })));
    }

    @Test
    void aStorageThatReportsAFlushItDidNotDoIsFound() {
        assertFound(DefaultParts.raft()
                .withStorage(disk ->
                        storage(new SimulatedStorageFactory(disk), backend -> new StorageDecorator(backend) {
                            @Override
                            public CompletionStage<Void> flush() {
                                return CompletableFuture.completedFuture(null);
                            }
                        })));
    }

    @Test
    void aStorageThatTearsItsBatchesIsFound() {
        assertFoundAtSomeDurableStep(DefaultParts.raft()
                .withStorage(disk ->
                        storage(new SimulatedStorageFactory(disk), backend -> new StorageDecorator(backend) {
                            @Override
                            public void apply(WriteBatch batch) {
                                // The last row says how far the state has come: here it is written before what
                                // it speaks of.
                                for (int i = batch.size() - 1; i >= 0; i--) {
                                    WriteBatch one = new WriteBatch();
                                    if (batch.value(i) == null) {
                                        one.delete(batch.keyspace(i), batch.key(i));
                                    } else {
                                        one.put(batch.keyspace(i), batch.key(i), batch.value(i));
                                    }
                                    super.apply(one);
                                }
                            }
                        })));
    }

    @Test
    void aStorageThatDropsARowNowAndThenIsFound() {
        assertFound(DefaultParts.raft()
                .withStorage(disk ->
                        storage(new SimulatedStorageFactory(disk), backend -> new StorageDecorator(backend) {
                            private int batches;

                            @Override
                            public void apply(WriteBatch batch) {
                                if (++batches % 50 == 0 && batch.size() > 1) {
                                    WriteBatch fewer = new WriteBatch();
                                    for (int i = 1; i < batch.size(); i++) {
                                        if (batch.value(i) != null) {
                                            fewer.put(batch.keyspace(i), batch.key(i), batch.value(i));
                                        }
                                    }
                                    super.apply(fewer);
                                } else {
                                    super.apply(batch);
                                }
                            }
                        })));
    }

    private static void assertFound(Parts parts) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            if (isFound(seed, parts)) {
                return;
            }
        }
        assertThat(false).as("found within %d seeds", SEEDS_MAX).isTrue();
    }

    /** For what shows only if the crash comes at one moment. */
    private static void assertFoundAtSomeDurableStep(Parts parts) {
        for (long step = 1; step <= DURABLE_STEPS_MAX; step++) {
            try {
                SingleMemberRun.Result result = new SingleMemberRun(1, parts)
                        .withCrashAtStep(step, true, CrashLoss.NOTHING, Duration.ofMillis(300));
                if (!result.violations().isEmpty()) {
                    return;
                }
            } catch (RuntimeException refused) {
                return;
            }
        }
        assertThat(false).as("found within %d durable steps", DURABLE_STEPS_MAX).isTrue();
    }

    /** A violated promise, or a member that refuses to go on, both tell of the bug. */
    private static boolean isFound(long seed, Parts parts) {
        try {
            return !new SingleMemberRun(seed, parts)
                    .withRandomCrashes(Duration.ofSeconds(30))
                    .violations()
                    .isEmpty();
        } catch (RuntimeException refused) {
            return true;
        }
    }

    private static WalFactory wal(WalFactory factory, UnaryOperator<WriteAheadLog> wrong) {
        return factory(factory, opener -> replay -> wrong.apply(opener.open(replay)));
    }

    /** A log whose replay is changed before it is seen. */
    private static WalFactory opening(WalFactory factory, UnaryOperator<List<Record>> change) {
        return factory(factory, opener -> replay -> {
            List<Record> records = new ArrayList<>();
            WriteAheadLog log = opener.open((lsn, type, payload) -> records.add(new Record(lsn, type, copy(payload))));
            change.apply(records).forEach(record -> record.replayTo(replay));
            return log;
        });
    }

    private static WalFactory factory(WalFactory factory, Function<WalOpener, WalOpener> wrong) {
        return new WalFactory() {
            @Override
            public String name() {
                return "wrong";
            }

            @Override
            public WalOpener create(Config config, WalContext context) {
                return wrong.apply(factory.create(config, context));
            }
        };
    }

    private static StorageFactory storage(StorageFactory factory, UnaryOperator<StorageBackend> wrong) {
        return new StorageFactory() {
            @Override
            public String name() {
                return "wrong";
            }

            @Override
            public StorageBackend create(Config config, StorageContext context) {
                return wrong.apply(factory.create(config, context));
            }
        };
    }

    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    }

    private record Record(long lsn, byte type, ByteBuffer payload) {
        void replayTo(RecordVisitor replay) {
            replay.record(lsn, type, payload.asReadOnlyBuffer());
        }
    }
}
