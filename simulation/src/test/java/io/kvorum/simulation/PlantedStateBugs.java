package io.kvorum.simulation;

import io.kvorum.simulation.part.MachineDecorator;
import io.kvorum.simulation.part.StorageDecorator;
import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Members that break one promise of applying, storing or handing over their state. */
final class PlantedStateBugs {
    private PlantedStateBugs() {}

    static List<PlantedBugs.Bug> all() {
        return List.of(
                PlantedBugs.bug("an entry is skipped now and then", WrongParts.machine(PlantedStateBugs::skipping), 20),
                PlantedBugs.bug(
                        "entries come with the term of the last one",
                        WrongParts.machine(PlantedStateBugs::levellingTerms),
                        100),
                PlantedBugs.bug(
                        "a snapshot lacks the membership", WrongParts.machine(PlantedStateBugs::memberless), 100),
                PlantedBugs.bug(
                        "a snapshot claims one entry more than it holds",
                        WrongParts.machine(PlantedStateBugs::boasting),
                        100),
                PlantedBugs.bug("a snapshot loses a row", WrongParts.storage(PlantedStateBugs::losingARow), 100),
                PlantedBugs.bug(
                        "the applied index is saved before the batch",
                        WrongParts.storage(PlantedStateBugs::indexFirst),
                        100),
                PlantedBugs.bug(
                        "a flush is reported that was not done", WrongParts.storage(PlantedStateBugs::unflushed), 50),
                PlantedBugs.bug(
                        "the log is released up to its end",
                        WrongParts.wal(log -> new WalDecorator(log) {
                            @Override
                            public void releaseBefore(long lsn) {
                                super.releaseBefore(appendedLsn());
                            }
                        }),
                        50));
    }

    private static ReplicatedStateMachine skipping(ReplicatedStateMachine machine) {
        return new MachineDecorator(machine) {
            private int calls;

            @Override
            public void apply(List<CommittedEntry> entries) {
                boolean skip = ++calls % 40 == 0 && entries.size() > 1;
                super.apply(skip ? entries.subList(1, entries.size()) : entries);
            }
        };
    }

    /** What a stale leader decided alone looks as if it were of today. */
    private static ReplicatedStateMachine levellingTerms(ReplicatedStateMachine machine) {
        return new MachineDecorator(machine) {
            @Override
            public void apply(List<CommittedEntry> entries) {
                long term = entries.get(entries.size() - 1).term();
                List<CommittedEntry> levelled = new ArrayList<>();
                for (CommittedEntry entry : entries) {
                    levelled.add(
                            entry instanceof CommittedEntry.Command command
                                    ? new CommittedEntry.Command(command.index(), term, command.payload())
                                    : entry);
                }
                super.apply(levelled);
            }
        };
    }

    private static ReplicatedStateMachine memberless(ReplicatedStateMachine machine) {
        return withMeta(
                machine,
                meta -> new SnapshotMeta(meta.index(), meta.term(), Membership.EMPTY, meta.bytes(), meta.checksum()));
    }

    private static ReplicatedStateMachine boasting(ReplicatedStateMachine machine) {
        return withMeta(
                machine,
                meta -> new SnapshotMeta(
                        meta.index() + 1, meta.term(), meta.membership(), meta.bytes(), meta.checksum()));
    }

    private static ReplicatedStateMachine withMeta(ReplicatedStateMachine machine, UnaryOperator<SnapshotMeta> change) {
        return new MachineDecorator(machine) {
            @Override
            public CompletionStage<SnapshotSource> snapshot() {
                return super.snapshot().thenApply(source -> new SnapshotSource() {
                    @Override
                    public SnapshotMeta meta() {
                        return change.apply(source.meta());
                    }

                    @Override
                    public int read(long position, ByteBuffer target) {
                        return source.read(position, target);
                    }

                    @Override
                    public void close() {
                        source.close();
                    }
                });
            }
        };
    }

    private static StorageBackend losingARow(StorageBackend backend) {
        return new StorageDecorator(backend) {
            @Override
            public LoadedRows load(SortedRows rows) {
                return super.load(new SortedRows() {
                    private boolean lost;

                    @Override
                    public boolean next() {
                        boolean more = rows.next();
                        if (more && !lost) {
                            lost = true;
                            return rows.next();
                        }
                        return more;
                    }

                    @Override
                    public Keyspace keyspace() {
                        return rows.keyspace();
                    }

                    @Override
                    public Bytes key() {
                        return rows.key();
                    }

                    @Override
                    public Bytes value() {
                        return rows.value();
                    }
                });
            }
        };
    }

    /** The last row says how far the state has come: here it is written before what it speaks of. */
    private static StorageBackend indexFirst(StorageBackend backend) {
        return new StorageDecorator(backend) {
            @Override
            public void apply(WriteBatch batch) {
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
        };
    }

    private static StorageBackend unflushed(StorageBackend backend) {
        return new StorageDecorator(backend) {
            @Override
            public CompletionStage<Void> flush() {
                return CompletableFuture.completedFuture(null);
            }
        };
    }
}
