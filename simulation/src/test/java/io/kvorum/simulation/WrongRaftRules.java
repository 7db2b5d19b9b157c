package io.kvorum.simulation;

import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.simulation.part.MachineDecorator;
import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.wal.WriteAheadLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Raft that breaks one of the numbered rules, or one of leadership. */
final class WrongRaftRules {
    private WrongRaftRules() {}

    static class Con1OneMemberAppliesSomethingElse extends WrongRaft {
        Con1OneMemberAppliesSomethingElse() {
            super(() -> new Flaw() {
                @Override
                ReplicatedStateMachine machine(ReplicatedStateMachine machine, ConsensusContext context) {
                    return context.memberId().value() == 2 ? altering(machine) : machine;
                }
            });
        }

        private static ReplicatedStateMachine altering(ReplicatedStateMachine machine) {
            return new MachineDecorator(machine) {
                @Override
                public void apply(List<CommittedEntry> entries) {
                    super.apply(entries.stream()
                            .map(entry -> entry instanceof CommittedEntry.Command command && command.index() % 10 == 0
                                    ? new CommittedEntry.Command(command.index(), command.term(), Bytes.utf8("else"))
                                    : entry)
                            .toList());
                }
            };
        }
    }

    static class Con1AcknowledgesBeforeSync extends WrongRaft {
        Con1AcknowledgesBeforeSync() {
            super(() -> new Flaw() {
                @Override
                WriteAheadLog log(WriteAheadLog log) {
                    return new WalDecorator(log) {
                        @Override
                        public long sync() {
                            return appendedLsn();
                        }
                    };
                }
            });
        }
    }

    static class Con4SaysNoWhereItDoesNotKnow extends WrongRaft {
        Con4SaysNoWhereItDoesNotKnow() {
            super(() -> Flaw.ofConsensus(consensus -> new ConsensusDecorator(consensus) {
                @Override
                public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
                    super.propose(
                            command,
                            kind,
                            failure -> onFailure.accept(
                                    failure instanceof ProposalFailure.Unknown
                                            ? new ProposalFailure.Dropped("surely not")
                                            : failure));
                }
            }));
        }
    }

    static class Con5AsksNoQuorum extends WrongRaft {
        Con5AsksNoQuorum() {
            super(() -> Flaw.ofConsensus(consensus -> new ConsensusDecorator(consensus) {
                @Override
                public CompletionStage<Long> readIndex() {
                    ConsensusStatus status = status();
                    return status.role() == ConsensusStatus.Role.LEADER
                            ? CompletableFuture.completedFuture(status.commitIndex())
                            : super.readIndex();
                }
            }));
        }
    }

    static class Con5TrustsAnOldQuorum extends WrongRaft {
        private static final Duration TRUST = Duration.ofSeconds(5);

        Con5TrustsAnOldQuorum() {
            super(() -> new Flaw() {
                @Override
                Consensus consensus(Consensus consensus, ConsensusContext context) {
                    return new ConsensusDecorator(consensus) {
                        @Override
                        public CompletionStage<Long> readIndex() {
                            ConsensusStatus status = status();
                            long age = context.runtime().clock().nanoseconds() - status.lastQuorumNanoseconds();
                            return status.role() == ConsensusStatus.Role.LEADER && age < TRUST.toNanos()
                                    ? CompletableFuture.completedFuture(status.commitIndex())
                                    : super.readIndex();
                        }
                    };
                }
            });
        }
    }

    static class StatusQuorumIsAlwaysNow extends WrongRaft {
        StatusQuorumIsAlwaysNow() {
            super(() -> new Flaw() {
                @Override
                Consensus consensus(Consensus consensus, ConsensusContext context) {
                    return new ConsensusDecorator(consensus) {
                        @Override
                        public ConsensusStatus status() {
                            ConsensusStatus status = super.status();
                            return status.role() == ConsensusStatus.Role.LEADER
                                    ? new ConsensusStatus(
                                            status.role(),
                                            status.leader(),
                                            status.term(),
                                            status.commitIndex(),
                                            status.lastIndex(),
                                            context.runtime().clock().nanoseconds(),
                                            status.peers())
                                    : status;
                        }
                    };
                }
            });
        }
    }

    static class Con8ForwardsNoProposal extends WrongRaft {
        Con8ForwardsNoProposal() {
            super(() -> Flaw.ofConsensus(consensus -> new ConsensusDecorator(consensus) {
                @Override
                public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
                    if (status().role() == ConsensusStatus.Role.LEADER) {
                        super.propose(command, kind, onFailure);
                    } else {
                        onFailure.accept(new ProposalFailure.NotLeader(status().leader()));
                    }
                }
            }));
        }
    }

    static class Con8ForwardsNoRead extends WrongRaft {
        Con8ForwardsNoRead() {
            super(() -> Flaw.ofPeers(peers -> new WrongMessages(peers) {
                @Override
                protected Bytes outgoing(String channel, MemberId to, Bytes message) {
                    return is(channel, READ_INDEX_REQUEST, message) ? null : message;
                }
            }));
        }
    }

    static class Con9TakesRepeatedMessagesForNew extends WrongRaft {
        private static final int FIRST_SEQUENCE = WrongMessages.FIELDS + 8;

        Con9TakesRepeatedMessagesForNew() {
            super(() -> Flaw.ofPeers(peers -> {
                long[] messages = new long[1];
                return WrongMessages.incoming(
                        peers,
                        WrongMessages.FORWARDED_PROPOSALS,
                        forwarded -> forwarded.putLong(FIRST_SEQUENCE, ++messages[0] << 20));
            }));
        }
    }

    static class TransferIsOnlySaid extends WrongRaft {
        TransferIsOnlySaid() {
            super(() -> Flaw.ofConsensus(consensus -> new ConsensusDecorator(consensus) {
                @Override
                public CompletionStage<Void> transferLeadership(MemberId to) {
                    return CompletableFuture.completedFuture(null);
                }
            }));
        }
    }
}
