package io.kvorum.simulation;

import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.simulation.part.MachineDecorator;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.SimulatedWalFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The usual parts with one of them replaced by what goes wrong in one place. */
final class WrongParts {
    private static final int SEGMENT_BYTES = 4 * 1024;

    private WrongParts() {}

    static Parts wal(UnaryOperator<WriteAheadLog> wrong) {
        return DefaultParts.raft()
                .withWal(disk -> walFactory(
                        new SimulatedWalFactory(disk, SEGMENT_BYTES),
                        opener -> replay -> wrong.apply(opener.open(replay))));
    }

    /** A log whose records are changed before they are seen again. */
    static Parts replay(UnaryOperator<List<LogRecord>> change) {
        return DefaultParts.raft()
                .withWal(disk ->
                        walFactory(new SimulatedWalFactory(disk, SEGMENT_BYTES), opener -> replaying(opener, change)));
    }

    /** The same for one log. */
    static WalOpener replaying(WalOpener opener, UnaryOperator<List<LogRecord>> change) {
        return replay -> {
            List<LogRecord> records = new ArrayList<>();
            WriteAheadLog log =
                    opener.open((lsn, type, payload) -> records.add(new LogRecord(lsn, type, copy(payload))));
            change.apply(records).forEach(record -> record.replayTo(replay));
            return log;
        };
    }

    /** A log that depends on how the member comes to life. */
    static Parts log(Function<ConsensusContext, WalOpener> log) {
        return consensusIn(
                context -> new ConsensusContext() {
                    @Override
                    public NodeRuntime runtime() {
                        return context.runtime();
                    }

                    @Override
                    public MemberId memberId() {
                        return context.memberId();
                    }

                    @Override
                    public long clusterId() {
                        return context.clusterId();
                    }

                    @Override
                    public Bootstrap bootstrap() {
                        return context.bootstrap();
                    }

                    @Override
                    public WalOpener log() {
                        return log.apply(context);
                    }

                    @Override
                    public PeerTransport peers() {
                        return context.peers();
                    }
                },
                (consensus, context) -> consensus);
    }

    static Parts storage(UnaryOperator<StorageBackend> wrong) {
        return DefaultParts.raft().withStorage(disk -> new StorageFactory() {
            @Override
            public String name() {
                return "wrong";
            }

            @Override
            public StorageBackend create(Config config, StorageContext context) {
                return wrong.apply(new SimulatedStorageFactory(disk).create(config, context));
            }
        });
    }

    static Parts consensus(BiFunction<Consensus, ConsensusContext, Consensus> wrong) {
        return consensusIn(UnaryOperator.identity(), wrong);
    }

    private static Parts consensusIn(
            UnaryOperator<ConsensusContext> surroundings, BiFunction<Consensus, ConsensusContext, Consensus> wrong) {
        Parts parts = DefaultParts.raft();
        return parts.withConsensus(disk -> {
            ConsensusFactory factory = parts.consensus().apply(disk);
            return new ConsensusFactory() {
                @Override
                public Set<Part> uses() {
                    return factory.uses();
                }

                @Override
                public String name() {
                    return factory.name();
                }

                @Override
                public List<ConfigKey<?>> configKeys() {
                    return factory.configKeys();
                }

                @Override
                public Consensus create(Config config, ConsensusContext context) {
                    return wrong.apply(factory.create(config, surroundings.apply(context)), context);
                }
            };
        });
    }

    static Parts machine(UnaryOperator<ReplicatedStateMachine> wrong) {
        return consensus((consensus, context) -> new ConsensusDecorator(consensus) {
            @Override
            public void start(ReplicatedStateMachine machine) {
                super.start(wrong.apply(new MachineDecorator(machine)));
            }
        });
    }

    private static WalFactory walFactory(WalFactory factory, Function<WalOpener, WalOpener> wrong) {
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

    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    }

    /** A record as it comes back when a log is opened. */
    record LogRecord(long lsn, byte type, ByteBuffer payload) {
        void replayTo(RecordVisitor replay) {
            replay.record(lsn, type, payload.asReadOnlyBuffer());
        }
    }
}
