package io.kvorum.simulation.invariant;

import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.simulation.part.MachineDecorator;
import io.kvorum.simulation.part.PeerDecorator;
import io.kvorum.simulation.part.StorageDecorator;
import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.spi.wal.WriteAheadLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Sits at the seams of all members and tells the invariants what passes there. */
public final class Recorder {
    private static final String ROWS = "key";
    private static final Bytes APPLIED = Bytes.utf8("engine.applied");

    private final LongSupplier clock;
    private final Violations violations;
    private final CommittedLog committed;
    private final Elections elections;
    private final LogHistory logs;
    private final ProposalFates fates;
    private final StateHistory states;
    private final Events events;
    private final Map<MemberId, Long> safeAtLoss = new TreeMap<>();
    private final Map<MemberId, Long> appliedAtStart = new TreeMap<>();
    private final Set<MemberId> known = new TreeSet<>();

    /** Hears of what is worth a line in a trace, or counting. */
    public interface Events {
        /** A term got its leader. */
        void elected(MemberId leader, long term);

        /** A member took over a snapshot of another. */
        void installed(MemberId member);
    }

    /** @param clock virtual time, nanoseconds */
    public Recorder(LongSupplier clock, Violations violations, Events events) {
        this.clock = clock;
        this.violations = violations;
        this.events = events;
        this.committed = new CommittedLog(violations);
        this.elections = new Elections(violations);
        this.logs = new LogHistory(violations, committed);
        this.fates = new ProposalFates(violations, committed);
        this.states = new StateHistory(violations);
    }

    /** Looks at what cannot be judged before the end. */
    public void judge() {
        fates.judge();
    }

    public StateHistory states() {
        return states;
    }

    public CommittedLog committed() {
        return committed;
    }

    public Elections elections() {
        return elections;
    }

    /** How often a member replaced entries of its log by others. */
    public long truncations() {
        return logs.truncations();
    }

    /** Proposals whose fate was reported as unknown. */
    public long unknownFates() {
        return fates.unknown();
    }

    /** All members are down, and all but one will never come back: remembers what each of them must still have. */
    public void majorityIsLost() {
        known.forEach(member -> safeAtLoss.put(member, logs.safeUpTo(member)));
    }

    /**
     * One member has started as the only one, and nothing has happened since. Everything that was committed and that it had
     * durably must stay; the rest of what was committed may be lost.
     *
     * @return a revision up to which the store's history must stay
     */
    public long goOnWith(MemberId survivor) {
        long index = Math.max(safeAtLoss.get(survivor), appliedAtStart.get(survivor));
        long revision = states.revisionAt(index);
        committed.forgetAfter(index);
        elections.goOnWith(survivor);
        logs.goOnWith(survivor);
        states.forgetAfter(index, revision);
        return revision;
    }

    /** Looks whether the member leads. After each task of the member that may have changed it. */
    public void look(MemberId member, Consensus consensus) {
        ConsensusStatus status = consensus.status();
        if (status.role() == ConsensusStatus.Role.LEADER) {
            leads(member, status.term());
        }
    }

    private void leads(MemberId leader, long term) {
        if (elections.leads(leader, term)) {
            events.elected(leader, term);
        }
    }

    /** Watches what a member writes into its log, and what it reads back. */
    public WalOpener watch(MemberId member, WalOpener opener) {
        return replay -> {
            known.add(member);
            logs.opened(member);
            WriteAheadLog log = opener.open((lsn, type, payload) -> {
                RaftFormats.entry(type, payload)
                        .ifPresent(entry -> logs.read(member, entry.index(), entry.term(), entry.hash()));
                RaftFormats.mark(type, payload).ifPresent(mark -> logs.marked(member, mark.index(), mark.term()));
                replay.record(lsn, type, payload);
            });
            logs.synced(member);
            return new WalDecorator(log) {
                @Override
                public long append(byte type, Bytes... payload) {
                    long lsn = super.append(type, payload);
                    RaftFormats.entry(type, payload)
                            .ifPresent(entry -> logs.wrote(member, entry.index(), entry.term(), entry.hash()));
                    RaftFormats.mark(type, payload).ifPresent(mark -> logs.marked(member, mark.index(), mark.term()));
                    return lsn;
                }

                @Override
                public long sync() {
                    long lsn = super.sync();
                    logs.synced(member);
                    return lsn;
                }
            };
        };
    }

    /** Watches the votes that leave a member. */
    public PeerTransport watch(MemberId member, PeerTransport transport) {
        return new PeerDecorator(transport) {
            @Override
            protected Bytes outgoing(String channel, MemberId to, Bytes message) {
                RaftFormats.grantedVote(channel, message).ifPresent(term -> elections.votes(member, term, to));
                return message;
            }
        };
    }

    /** Watches the rows of a member's history. */
    public StorageBackend watch(MemberId member, StorageBackend backend) {
        return new StorageDecorator(backend) {
            @Override
            public void apply(WriteBatch batch) {
                // Before, because a crash in the middle may leave the rows there without anybody knowing.
                long revision = 0;
                long index = 0;
                for (int i = 0; i < batch.size(); i++) {
                    if (batch.value(i) == null) {
                        continue;
                    }
                    if (batch.keyspace(i).name().equals(ROWS)) {
                        states.wrote(member, batch.key(i), batch.value(i), clock.getAsLong());
                        revision =
                                Math.max(revision, batch.key(i).toByteBuffer().getLong());
                    } else if (batch.key(i).equals(APPLIED)) {
                        index = batch.value(i).toByteBuffer().getLong();
                    }
                }
                if (revision > 0 && index > 0) {
                    states.applied(index, revision);
                }
                super.apply(batch);
            }

            @Override
            public LoadedRows load(SortedRows rows) {
                LoadedRows loaded = super.load(rows);
                return new LoadedRows() {
                    @Override
                    public void install() {
                        loaded.install();
                        events.installed(member);
                    }

                    @Override
                    public void close() {
                        loaded.close();
                    }
                };
            }
        };
    }

    /** Watches what a member proposes and what it applies. */
    public Consensus watch(MemberId member, Consensus consensus) {
        return new ConsensusDecorator(consensus) {
            @Override
            public void start(ReplicatedStateMachine machine) {
                appliedAtStart.put(member, machine.applied().index());
                super.start(watch(member, machine, consensus));
            }

            @Override
            public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
                fates.proposed(command);
                super.propose(command, kind, failure -> {
                    fates.failed(command, failure);
                    onFailure.accept(failure);
                });
            }
        };
    }

    private ReplicatedStateMachine watch(MemberId member, ReplicatedStateMachine machine, Consensus consensus) {
        return new MachineDecorator(machine) {
            @Override
            public void apply(List<CommittedEntry> entries) {
                long next = applied().index() + 1;
                long term = consensus.status().term();
                for (CommittedEntry entry : entries) {
                    if (entry.index() != next++) {
                        violations.add("member " + member + " was given " + entry + " after " + applied() + " (CON-2)");
                    }
                    committed.applied(member, entry, term);
                }
                super.apply(entries);
            }

            @Override
            public void onLeaderChanged(Optional<MemberId> leader, long term) {
                leader.ifPresent(id -> leads(id, term));
                super.onLeaderChanged(leader, term);
            }
        };
    }
}
