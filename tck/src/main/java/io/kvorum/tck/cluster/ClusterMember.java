package io.kvorum.tck.cluster;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.wal.WalOpener;
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
import java.util.Map;
import java.util.TreeMap;

/** One member through several lives on one disk. */
public final class ClusterMember {
    private static final Path WAL = Path.of("/member/wal");
    private static final long CLUSTER = 0xc1;
    private static final int RECORD_BYTES = 1 << 20;
    /** Small, so that space comes back early. */
    private static final int SEGMENT_BYTES = 4096;

    private final MemberId id;
    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final ConsensusFactory factory;
    private final Config config;
    private final AppliedHistory history;
    private final SimulatedDisk disk;
    private final Map<Bytes, List<ProposalFailure>> failures = new TreeMap<>();
    private int lives;
    private SimulatedRuntime runtime;
    private DurableMachine machine;
    private Consensus consensus;
    private PeerTransport peers;

    ClusterMember(
            MemberId id,
            Simulation simulation,
            SimulatedNetwork network,
            ConsensusFactory factory,
            Config config,
            AppliedHistory history) {
        this.id = id;
        this.simulation = simulation;
        this.network = network;
        this.factory = factory;
        this.config = config;
        this.history = history;
        this.disk = new SimulatedDisk(simulation.random("disk" + id));
    }

    /** Begins a life with what is on the disk. */
    public void start(Bootstrap bootstrap) {
        lives++;
        runtime = new SimulatedRuntime(simulation, "n" + id + "." + lives, WAL.getParent());
        WalOpener log = factory.uses().contains(ConsensusFactory.Part.WAL)
                ? new SimulatedWalFactory(disk, SEGMENT_BYTES)
                        .create(Config.defaults(List.of()), new FixedWalContext(runtime, WAL, RECORD_BYTES))
                : null;
        peers = new SimulatedPeerTransportFactory(network)
                .create(
                        Config.defaults(List.of()),
                        new FixedPeerContext(
                                runtime,
                                id,
                                CLUSTER,
                                factory.name(),
                                member(false).peerUrls()));
        machine = new DurableMachine(id.toString(), runtime, disk, history);
        consensus = factory.create(config, new FixedConsensusContext(runtime, id, CLUSTER, bootstrap, log, peers));
        consensus.start(machine);
        peers.start();
    }

    public void restart() {
        start(new Bootstrap.Restart());
    }

    /** Ends the life at once. */
    public void crash(CrashLoss loss) {
        runtime.crash();
        disk.crash(loss);
    }

    /** Ends the life in order: consensus is closed, what it still wants to do is done. */
    public void stop() {
        consensus.close();
        simulation.settle();
        peers.close();
        runtime.crash();
        disk.crash(CrashLoss.NOTHING);
    }

    /** Proposes a text that nobody proposes again. */
    public void propose(String text) {
        Bytes command = Bytes.utf8(text);
        consensus.propose(
                command,
                ProposalKind.CLIENT,
                failure -> failures.computeIfAbsent(command, absent -> new ArrayList<>())
                        .add(failure));
    }

    /** What was told of a proposal of any life. */
    public List<ProposalFailure> failures(String text) {
        return List.copyOf(failures.getOrDefault(Bytes.utf8(text), List.of()));
    }

    /** This member as it stands in a membership. */
    public Member member(boolean learner) {
        return new Member(id, List.of("http://" + id + ":2380"), learner);
    }

    public MemberId id() {
        return id;
    }

    /** Whether it runs: it neither crashed nor halted nor was stopped. */
    public boolean alive() {
        return runtime.alive();
    }

    /** Whether it leads, as it believes itself, and has applied everything of earlier terms. */
    public boolean leads() {
        ConsensusStatus status = consensus.status();
        return alive() && status.role() == ConsensusStatus.Role.LEADER && machine.leadingTerm() == status.term();
    }

    public Consensus consensus() {
        return consensus;
    }

    public DurableMachine machine() {
        return machine;
    }

    public SimulatedRuntime runtime() {
        return runtime;
    }

    public SimulatedDisk disk() {
        return disk;
    }

    @Override
    public String toString() {
        return "member " + id;
    }
}
