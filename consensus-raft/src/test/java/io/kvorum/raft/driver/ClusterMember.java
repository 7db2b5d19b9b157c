package io.kvorum.raft.driver;

import io.kvorum.raft.RaftFactory;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.tck.FixedConsensusContext;
import io.kvorum.tck.FixedPeerContext;
import io.kvorum.tck.FixedWalContext;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.SimulatedPeerTransportFactory;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.SimulatedWalFactory;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One member with everything but a real world: driver, log, transport, and a machine that remembers. */
final class ClusterMember implements ReplicatedStateMachine {
    private static final Path WAL = Path.of("/member/wal");

    final MemberId id;
    final List<Bytes> commands = new ArrayList<>();
    Consensus consensus;
    SimulatedRuntime runtime;
    Optional<MemberId> leader = Optional.empty();
    long leadingTerm;

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final SimulatedDisk disk;
    private AppliedState applied = AppliedState.NONE;
    private int lives;

    ClusterMember(MemberId id, Simulation simulation, SimulatedNetwork network) {
        this.id = id;
        this.simulation = simulation;
        this.network = network;
        this.disk = new SimulatedDisk(simulation.random("disk" + id));
    }

    /** Begins a life; the machine begins empty and is filled from the log. */
    void start(Bootstrap bootstrap) {
        lives++;
        commands.clear();
        applied = AppliedState.NONE;
        leadingTerm = 0;
        leader = Optional.empty();
        runtime = new SimulatedRuntime(simulation, "n" + id + "." + lives, WAL.getParent());
        PeerTransport peers = new SimulatedPeerTransportFactory(network)
                .create(
                        Config.defaults(List.of()),
                        new FixedPeerContext(runtime, id, 7, "raft", List.of("http://" + id + ":2380")));
        RaftFactory factory = new RaftFactory();
        consensus = factory.create(
                Config.defaults(factory.configKeys()),
                new FixedConsensusContext(
                        runtime,
                        id,
                        7,
                        bootstrap,
                        new SimulatedWalFactory(disk)
                                .create(Config.defaults(List.of()), new FixedWalContext(runtime, WAL, 1 << 20)),
                        peers));
        peers.start();
        consensus.start(this);
    }

    void crash() {
        runtime.crash();
        disk.crash(CrashLoss.RANDOM);
    }

    @Override
    public Lane lane() {
        return runtime.lane("apply", 1024);
    }

    @Override
    public AppliedState applied() {
        return applied;
    }

    @Override
    public void apply(List<CommittedEntry> entries) {
        lane().requireCurrent();
        for (CommittedEntry entry : entries) {
            if (entry.index() != applied.index() + 1) {
                throw new IllegalStateException("CON-2: " + entry + " after " + applied);
            }
            if (entry instanceof CommittedEntry.Command command) {
                commands.add(command.payload());
            }
            applied = new AppliedState(
                    entry.index(),
                    entry.term(),
                    entry instanceof CommittedEntry.MembershipChanged changed
                            ? changed.membership()
                            : applied.membership());
        }
    }

    @Override
    public CompletionStage<Long> makeDurable() {
        return CompletableFuture.completedFuture(0L);
    }

    @Override
    public CompletionStage<SnapshotSource> snapshot() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("this machine keeps no snapshots"));
    }

    @Override
    public SnapshotSink beginInstall(SnapshotMeta meta) {
        throw new UnsupportedOperationException("this machine takes no snapshots");
    }

    @Override
    public void onLeaderChanged(Optional<MemberId> newLeader, long term) {
        leader = newLeader;
    }

    @Override
    public void onLeading(long term) {
        leadingTerm = term;
    }
}
