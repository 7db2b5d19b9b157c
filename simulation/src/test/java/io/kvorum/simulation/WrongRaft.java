package io.kvorum.simulation;

import io.kvorum.raft.RaftPlugin;
import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.wal.WriteAheadLog;
import io.kvorum.tck.ClusterConsensusContract;
import io.kvorum.tck.FixedConsensusContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Raft under the contract of clusters, with a flaw in each member. */
abstract class WrongRaft extends ClusterConsensusContract {
    /** Such that the log is released early, and snapshots are needed. */
    private static final Map<String, String> SETTINGS =
            Map.of("snapshot-count", "50", "snapshot-catchup-entries", "10");

    private final Supplier<Flaw> flaw;

    /** @param flaw a new one for each life of each member */
    WrongRaft(Supplier<Flaw> flaw) {
        this.flaw = flaw;
    }

    /** What is wrong in one life of a member: what stands between the algorithm and the world may be replaced. */
    static class Flaw {
        WriteAheadLog log(WriteAheadLog log) {
            return log;
        }

        PeerTransport peers(PeerTransport peers, ConsensusContext context) {
            return peers;
        }

        Bootstrap bootstrap(Bootstrap bootstrap) {
            return bootstrap;
        }

        ReplicatedStateMachine machine(ReplicatedStateMachine machine, ConsensusContext context) {
            return machine;
        }

        Consensus consensus(Consensus consensus, ConsensusContext context) {
            return consensus;
        }

        static Flaw ofConsensus(UnaryOperator<Consensus> wrong) {
            return new Flaw() {
                @Override
                Consensus consensus(Consensus consensus, ConsensusContext context) {
                    return wrong.apply(consensus);
                }
            };
        }

        static Flaw ofPeers(UnaryOperator<PeerTransport> wrong) {
            return new Flaw() {
                @Override
                PeerTransport peers(PeerTransport peers, ConsensusContext context) {
                    return wrong.apply(peers);
                }
            };
        }

        static Flaw ofMachine(UnaryOperator<ReplicatedStateMachine> wrong) {
            return new Flaw() {
                @Override
                ReplicatedStateMachine machine(ReplicatedStateMachine machine, ConsensusContext context) {
                    return wrong.apply(machine);
                }
            };
        }

        static Flaw ofChanges(Changing wrong) {
            return ofConsensus(consensus -> changing(consensus, wrong));
        }

        static Consensus changing(Consensus consensus, Changing wrong) {
            return new ConsensusDecorator(consensus) {
                @Override
                public void changeMembership(
                        MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure) {
                    wrong.change(consensus, change, context, onFailure);
                }
            };
        }
    }

    /** Does something else with a wish to change the members. */
    @FunctionalInterface
    interface Changing {
        void change(Consensus consensus, MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure);
    }

    @Override
    protected final ConsensusFactory factory() {
        return new WrongFactory(new RaftPlugin().consensusFactories().get(0), flaw);
    }

    @Override
    protected final Config config(ConsensusFactory factory) {
        Config.Builder config = Config.builder(factory.configKeys());
        for (ConfigKey<?> key : factory.configKeys()) {
            String text = SETTINGS.get(key.name());
            if (text != null) {
                config.parse(key, text);
            }
        }
        return config.build();
    }

    private record WrongFactory(ConsensusFactory right, Supplier<Flaw> flaws) implements ConsensusFactory {
        @Override
        public Set<Part> uses() {
            return right.uses();
        }

        @Override
        public String name() {
            return right.name();
        }

        @Override
        public List<ConfigKey<?>> configKeys() {
            return right.configKeys();
        }

        @Override
        public Consensus create(Config config, ConsensusContext context) {
            Flaw flaw = flaws.get();
            ConsensusContext wrong = new FixedConsensusContext(
                    context.runtime(),
                    context.memberId(),
                    context.clusterId(),
                    flaw.bootstrap(context.bootstrap()),
                    replay -> flaw.log(context.log().open(replay)),
                    flaw.peers(context.peers(), context));
            Consensus consensus = new ConsensusDecorator(right.create(config, wrong)) {
                @Override
                public void start(ReplicatedStateMachine machine) {
                    super.start(flaw.machine(machine, context));
                }
            };
            return flaw.consensus(consensus, context);
        }
    }
}
