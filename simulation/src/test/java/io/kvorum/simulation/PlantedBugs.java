package io.kvorum.simulation;

import static io.kvorum.simulation.WrongMessages.FIELDS;

import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.simulation.part.PeerDecorator;
import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Members that break one promise of consensus. Each is planted at a seam, so that production code knows nothing of it. */
final class PlantedBugs {
    private static final byte HARD_STATE = 1;
    private static final byte ENTRY = 2;

    private PlantedBugs() {}

    /**
     * One of them.
     *
     * @param plan draws the faults of a seed; the usual ones if it draws null
     * @param settings of one run; asked for anew for each, because wrong parts remember things
     * @param seeds within how many seeds it has to be found
     */
    record Bug(String name, LongFunction<FaultPlan> plan, Supplier<ClusterSettings> settings, int seeds) {
        Bug(String name, Supplier<ClusterSettings> settings, int seeds) {
            this(name, seed -> null, settings, seeds);
        }

        ClusterRun run(long seed) {
            return new ClusterRun(seed, settings.get(), plan.apply(seed));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bug> all() {
        List<Bug> bugs = new ArrayList<>();
        bugs.addAll(ofElections());
        bugs.addAll(ofReplication());
        bugs.addAll(ofReads());
        bugs.addAll(ofProposals());
        bugs.addAll(PlantedMembershipBugs.all());
        bugs.addAll(PlantedServiceBugs.all());
        bugs.addAll(PlantedStateBugs.all());
        return bugs;
    }

    static Bug bug(String name, Parts parts, int seeds) {
        return new Bug(name, () -> ClusterSettings.of(3, parts), seeds);
    }

    /** For what shows only if a member crashes in the middle of an election: many faults, and little else to do. */
    private static Bug underElections(String name, Supplier<Parts> parts, int seeds) {
        return new Bug(
                name,
                () -> ClusterSettings.of(4, parts.get())
                        .withoutMembershipChanges()
                        .withDuration(Duration.ofSeconds(20))
                        .withFaultPause(Duration.ofMillis(250))
                        .withClientPause(1_000),
                seeds);
    }

    private static List<Bug> ofElections() {
        return List.of(
                underElections(
                        "a vote leaves before it is durable", () -> WrongParts.wal(PlantedBugs::votesUnsynced), 300),
                underElections(
                        "a vote is forgotten in a restart", () -> WrongParts.replay(PlantedBugs::forgetVotes), 300),
                underElections(
                        "a term is forgotten in a restart", () -> WrongParts.replay(PlantedBugs::forgetTerms), 300),
                bug(
                        "a member votes for everybody who asks in a term",
                        DefaultParts.raft()
                                .withPeers(peers -> WrongMessages.outgoing(
                                        peers, WrongMessages.VOTE_RESPONSE, message -> message.put(FIELDS, (byte) 1))),
                        50),
                bug(
                        "a member votes for a candidate whose log is behind",
                        DefaultParts.raft()
                                .withPeers(peers -> WrongMessages.incoming(
                                        WrongMessages.incoming(
                                                peers, WrongMessages.VOTE_REQUEST, PlantedBugs::praiseLog),
                                        WrongMessages.PRE_VOTE_REQUEST,
                                        PlantedBugs::praiseLog)),
                        50));
    }

    private static List<Bug> ofReplication() {
        return List.of(
                bug("entries are acknowledged before they are durable", WrongParts.wal(PlantedBugs::unsynced), 50),
                new Bug(
                        "one member of three acknowledges before entries are durable",
                        () -> new ClusterSettings(
                                3,
                                List.of(
                                        WrongParts.wal(PlantedBugs::unsynced),
                                        DefaultParts.raft(),
                                        DefaultParts.raft()),
                                Duration.ofSeconds(15),
                                Duration.ofMillis(800),
                                60,
                                false),
                        200),
                bug(
                        "a follower acknowledges one entry more than it has",
                        DefaultParts.raft()
                                .withPeers(peers -> WrongMessages.outgoing(
                                        peers,
                                        WrongMessages.APPEND_ACCEPTED,
                                        message -> message.putLong(FIELDS, message.getLong(FIELDS) + 1))),
                        50),
                bug(
                        "an acknowledgement counts for two members",
                        DefaultParts.raft().withPeers(PlantedBugs::countingTwice),
                        200),
                new Bug(
                        "a follower keeps its own tail when the leader's differs",
                        () -> eachWith(PlantedBugs::keepingTail),
                        100),
                new Bug(
                        "a follower does not compare what precedes new entries",
                        () -> eachWith(PlantedBugs::notComparing),
                        100),
                bug(
                        "a heartbeat carries a commit index that the follower may not have",
                        DefaultParts.raft().withPeers(PlantedBugs::boasting),
                        100),
                bug(
                        "a rejection does not reach the leader",
                        DefaultParts.raft().withPeers(peers -> losing(peers, WrongMessages.APPEND_REJECTED)),
                        50),
                new Bug(
                        "an entry of an older term is committed by counting",
                        PlantedBugs::leadersInTurn,
                        () -> eachWith(CountingOldTerms::new).withDuration(Duration.ofSeconds(40)),
                        300),
                bug("the log forgets its last entry when it is opened", WrongParts.replay(PlantedBugs::dropLast), 50));
    }

    private static List<Bug> ofReads() {
        return List.of(
                bug(
                        "a leader answers reads without asking a quorum",
                        WrongParts.consensus((consensus, context) -> new ConsensusDecorator(consensus) {
                            @Override
                            public CompletionStage<Long> readIndex() {
                                ConsensusStatus status = status();
                                return status.role() == ConsensusStatus.Role.LEADER
                                        ? CompletableFuture.completedFuture(status.commitIndex())
                                        : super.readIndex();
                            }
                        }),
                        200),
                bug(
                        "a leader trusts its last quorum for three seconds",
                        WrongParts.consensus((consensus, context) -> new ConsensusDecorator(consensus) {
                            @Override
                            public CompletionStage<Long> readIndex() {
                                ConsensusStatus status = status();
                                long age = context.runtime().clock().nanoseconds() - status.lastQuorumNanoseconds();
                                return status.role() == ConsensusStatus.Role.LEADER
                                                && age < Duration.ofSeconds(3).toNanos()
                                        ? CompletableFuture.completedFuture(status.commitIndex())
                                        : super.readIndex();
                            }
                        }),
                        200),
                bug(
                        "a follower answers reads from what it has",
                        WrongParts.consensus((consensus, context) -> new ConsensusDecorator(consensus) {
                            @Override
                            public CompletionStage<Long> readIndex() {
                                return CompletableFuture.completedFuture(status().commitIndex());
                            }
                        }),
                        20));
    }

    private static List<Bug> ofProposals() {
        return List.of(
                bug(
                        "a proposal is committed twice now and then",
                        WrongParts.consensus((consensus, context) -> new ConsensusDecorator(consensus) {
                            private int proposals;

                            @Override
                            public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
                                super.propose(command, kind, onFailure);
                                if (++proposals % 50 == 0) {
                                    super.propose(command, kind, failure -> {});
                                }
                            }
                        }),
                        20),
                bug(
                        "a repeated message of a follower is taken for a new one",
                        DefaultParts.raft().withPeers(PlantedBugs::renumbering),
                        50),
                bug(
                        "a proposal is reported as refused and commits",
                        WrongParts.consensus((consensus, context) -> new ConsensusDecorator(consensus) {
                            private int proposals;

                            @Override
                            public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
                                super.propose(command, kind, onFailure);
                                if (++proposals % 50 == 0) {
                                    onFailure.accept(new ProposalFailure.NotLeader(Optional.empty()));
                                }
                            }
                        }),
                        20),
                bug(
                        "a snapshot never arrives",
                        DefaultParts.raft().withPeers(peers -> new PeerDecorator(peers) {
                            @Override
                            public CompletionStage<Void> sendSnapshot(
                                    MemberId to, String channel, Bytes head, SnapshotSource source) {
                                return CompletableFuture.failedFuture(
                                        new PeerCallException(PeerCallException.Outcome.UNKNOWN, "lost"));
                            }
                        }),
                        50));
    }

    /** Skips the sync if only votes and terms wait for it. */
    private static WriteAheadLog votesUnsynced(WriteAheadLog log) {
        return new WalDecorator(log) {
            private boolean entries = true;

            @Override
            public long append(byte type, Bytes... payload) {
                entries |= type != HARD_STATE;
                return super.append(type, payload);
            }

            @Override
            public long sync() {
                boolean needed = entries;
                entries = false;
                return needed ? super.sync() : appendedLsn();
            }
        };
    }

    private static WriteAheadLog unsynced(WriteAheadLog log) {
        return new WalDecorator(log) {
            @Override
            public long sync() {
                return appendedLsn();
            }
        };
    }

    private static List<WrongParts.LogRecord> forgetVotes(List<WrongParts.LogRecord> records) {
        records.stream()
                .filter(record -> record.type() == HARD_STATE)
                .forEach(record -> record.payload().putLong(8, 0));
        return records;
    }

    private static List<WrongParts.LogRecord> forgetTerms(List<WrongParts.LogRecord> records) {
        long last = 0;
        for (WrongParts.LogRecord record : records) {
            if (record.type() == ENTRY) {
                last = record.payload().getLong(8);
            } else if (record.type() == HARD_STATE) {
                record.payload().putLong(0, last).putLong(8, 0);
            }
        }
        return records;
    }

    private static List<WrongParts.LogRecord> dropLast(List<WrongParts.LogRecord> records) {
        return records.isEmpty() ? records : records.subList(0, records.size() - 1);
    }

    private static void praiseLog(ByteBuffer voteRequest) {
        voteRequest.putLong(FIELDS, Long.MAX_VALUE / 2).putLong(FIELDS + 8, Long.MAX_VALUE / 2);
    }

    private static PeerTransport losing(PeerTransport peers, int kind) {
        return new WrongMessages(peers) {
            @Override
            protected Bytes outgoing(String channel, MemberId to, Bytes message) {
                return is(channel, kind, message) ? null : message;
            }
        };
    }

    private static PeerTransport countingTwice(PeerTransport peers) {
        return new WrongMessages(peers) {
            @Override
            protected Bytes incoming(String channel, MemberId from, Bytes message) {
                if (is(channel, APPEND_ACCEPTED, message)) {
                    deliver(channel, new MemberId(1 + from.value() % 3), message);
                }
                return message;
            }
        };
    }

    /** Heartbeats tell every follower the highest commit index that any of them was told. */
    private static PeerTransport boasting(PeerTransport peers) {
        return new WrongMessages(peers) {
            private static final int APPEND_COMMIT = FIELDS + 16;

            private long commit;

            @Override
            protected Bytes outgoing(String channel, MemberId to, Bytes message) {
                if (is(channel, APPEND_REQUEST, message)) {
                    commit = Math.max(commit, message.toByteBuffer().getLong(APPEND_COMMIT));
                }
                return changed(
                        channel,
                        HEARTBEAT,
                        message,
                        heartbeat -> heartbeat.putLong(FIELDS, Math.max(commit, heartbeat.getLong(FIELDS))));
            }
        };
    }

    private static PeerTransport renumbering(PeerTransport peers) {
        return new WrongMessages(peers) {
            private static final int FIRST_SEQUENCE = FIELDS + 8;

            private long messages;

            @Override
            protected Bytes incoming(String channel, MemberId from, Bytes message) {
                return changed(
                        channel,
                        FORWARDED_PROPOSALS,
                        message,
                        forwarded -> forwarded.putLong(FIRST_SEQUENCE, ++messages << 20));
            }
        };
    }

    /** Three members, each of which knows its own log. */
    private static ClusterSettings eachWith(LogAware wrong) {
        List<Parts> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            LogMirror mirror = new LogMirror();
            parts.add(WrongParts.wal(mirror::watch).withPeers(peers -> wrong.make(peers, mirror)));
        }
        return new ClusterSettings(3, parts, Duration.ofSeconds(15), Duration.ofMillis(800), 60, false);
    }

    /** One leader after the other is cut off, a little longer than it takes to elect another one. */
    private static FaultPlan leadersInTurn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<FaultPlan.Event> events = new ArrayList<>();
        for (int time = 2_000; time < 40_000; time += random.nextInt(1_800, 3_000)) {
            events.add(new FaultPlan.Event(
                    Duration.ofMillis(time),
                    new Fault.Isolate(Fault.LEADER, Duration.ofMillis(random.nextInt(1_500, 4_000)))));
        }
        return new FaultPlan(events);
    }

    /** Makes a transport of a member that knows its own log. */
    @FunctionalInterface
    private interface LogAware {
        PeerTransport make(PeerTransport peers, LogMirror log);
    }

    private static PeerTransport keepingTail(PeerTransport peers, LogMirror log) {
        return new WrongMessages(peers) {
            @Override
            protected Bytes incoming(String channel, MemberId from, Bytes message) {
                if (!is(channel, APPEND_REQUEST, message)) {
                    return message;
                }
                ByteBuffer request = message.toByteBuffer();
                long previous = request.getLong(FIELDS);
                int count = request.getInt(FIELDS + 24);
                if (count == 0 || log.lastIndex() < previous + count) {
                    return message;
                }
                byte[] accepted = new byte[FIELDS + 8];
                message.slice(0, FIELDS).copyTo(accepted, 0);
                accepted[1] = APPEND_ACCEPTED;
                ByteBuffer.wrap(accepted).putLong(FIELDS, previous + count);
                channel("raft").send(from, PeerChannel.Urgency.URGENT, Bytes.wrap(accepted));
                return null;
            }
        };
    }

    private static PeerTransport notComparing(PeerTransport peers, LogMirror log) {
        return WrongMessages.incoming(peers, WrongMessages.APPEND_REQUEST, request -> {
            long own = log.termAt(request.getLong(FIELDS));
            if (own >= 0) {
                request.putLong(FIELDS + 8, own);
            }
        });
    }
}
