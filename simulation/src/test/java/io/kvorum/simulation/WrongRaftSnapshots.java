package io.kvorum.simulation;

import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.simulation.part.MachineDecorator;
import io.kvorum.simulation.part.PeerDecorator;
import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Raft that goes wrong with snapshots. */
final class WrongRaftSnapshots {
    private static final byte ANNOUNCEMENT = 4;

    private WrongRaftSnapshots() {}

    static class SnapshotNeverArrives extends WrongRaft {
        SnapshotNeverArrives() {
            super(() -> Flaw.ofPeers(peers -> new PeerDecorator(peers) {
                @Override
                public CompletionStage<Void> sendSnapshot(
                        MemberId to, String channel, Bytes head, SnapshotSource source) {
                    return CompletableFuture.failedFuture(
                            new PeerCallException(PeerCallException.Outcome.UNKNOWN, "lost"));
                }
            }));
        }
    }

    static class SnapshotStaysOpen extends WrongRaft {
        SnapshotStaysOpen() {
            super(() -> Flaw.ofMachine(machine -> new MachineDecorator(machine) {
                @Override
                public CompletionStage<SnapshotSource> snapshot() {
                    return super.snapshot().thenApply(LeakingSource::new);
                }
            }));
        }

        private record LeakingSource(SnapshotSource source) implements SnapshotSource {
            @Override
            public SnapshotMeta meta() {
                return source.meta();
            }

            @Override
            public int read(long position, ByteBuffer target) {
                return source.read(position, target);
            }

            @Override
            public void close() {}
        }
    }

    static class SnapshotIsTriedOnce extends WrongRaft {
        SnapshotIsTriedOnce() {
            super(() -> Flaw.ofPeers(peers -> new PeerDecorator(peers) {
                private boolean tried;

                @Override
                public CompletionStage<Void> sendSnapshot(
                        MemberId to, String channel, Bytes head, SnapshotSource source) {
                    CompletionStage<Void> first = tried ? new CompletableFuture<>() : null;
                    tried = true;
                    return first == null ? super.sendSnapshot(to, channel, head, source) : first;
                }
            }));
        }
    }

    static class SnapshotHoldsUpWrites extends WrongRaft {
        SnapshotHoldsUpWrites() {
            super(() -> new Flaw() {
                private boolean sending;

                @Override
                PeerTransport peers(PeerTransport peers, ConsensusContext context) {
                    return new PeerDecorator(peers) {
                        @Override
                        public CompletionStage<Void> sendSnapshot(
                                MemberId to, String channel, Bytes head, SnapshotSource source) {
                            sending = true;
                            return super.sendSnapshot(to, channel, head, source)
                                    .whenComplete((nothing, failure) -> sending = false);
                        }
                    };
                }

                @Override
                Consensus consensus(Consensus consensus, ConsensusContext context) {
                    return new ConsensusDecorator(consensus) {
                        @Override
                        public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
                            if (sending) {
                                onFailure.accept(new ProposalFailure.Dropped("a snapshot is being sent"));
                            } else {
                                super.propose(command, kind, onFailure);
                            }
                        }
                    };
                }
            });
        }
    }

    static class SnapshotIsNotAnnounced extends WrongRaft {
        SnapshotIsNotAnnounced() {
            super(() -> new Flaw() {
                @Override
                WriteAheadLog log(WriteAheadLog log) {
                    return new WalDecorator(log) {
                        @Override
                        public long append(byte type, Bytes... payload) {
                            return type == ANNOUNCEMENT ? appendedLsn() : super.append(type, payload);
                        }
                    };
                }
            });
        }
    }
}
