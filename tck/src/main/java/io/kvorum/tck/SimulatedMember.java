package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.ConsensusFactory.Part;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.SimulatedPeerTransportFactory;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.SimulatedWalFactory;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** The only voter of a cluster, through several lives on one disk. */
final class SimulatedMember {
    static final MemberId ID = new MemberId(0x1d);
    static final Membership ALONE =
            new Membership(List.of(new Member(ID, List.of("http://one:2380"), false)), List.of());

    private static final Path DIRECTORY = Path.of("/member/wal");
    private static final int RECORD_BYTES = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Simulation simulation;
    private final SimulatedDisk disk;
    private final SimulatedNetwork network;
    private final ConsensusFactory factory;
    private final Config config;
    // Failures by command, of all lives
    private final Map<Bytes, List<ProposalFailure>> failures = new TreeMap<>();
    private int lives;
    private SimulatedRuntime runtime;
    private RecordedMachine machine;
    private Consensus consensus;

    SimulatedMember(Simulation simulation, ConsensusFactory factory, Config config) {
        this.simulation = simulation;
        this.disk = new SimulatedDisk(simulation.random("disk"));
        this.network = new SimulatedNetwork(simulation);
        this.factory = factory;
        this.config = config;
    }

    /** Begins a life with a machine that has applied {@code applied}. */
    void start(Bootstrap bootstrap, AppliedState applied, long durableLimit) {
        lives++;
        runtime = new SimulatedRuntime(simulation, "n" + lives, DIRECTORY.getParent());
        boolean usesLog = factory.uses().contains(Part.WAL);
        WalOpener log = usesLog
                ? new SimulatedWalFactory(disk)
                        .create(Config.defaults(List.of()), new FixedWalContext(runtime, DIRECTORY, RECORD_BYTES))
                : null;
        PeerTransport peers = factory.uses().contains(Part.PEERS) ? startPeers() : null;
        machine = new RecordedMachine(runtime.lane("apply", 1024), applied, durableLimit);
        consensus = factory.create(config, new FixedConsensusContext(runtime, ID, 0xc1, bootstrap, log, peers));
        consensus.start(machine);
    }

    private PeerTransport startPeers() {
        PeerTransport peers = new SimulatedPeerTransportFactory(network)
                .create(
                        Config.defaults(List.of()),
                        new FixedPeerContext(runtime, ID, 0xc1, factory.name(), List.of("http://one:2380")));
        peers.start();
        return peers;
    }

    void startNew() {
        start(new Bootstrap.New(ALONE), AppliedState.NONE, Long.MAX_VALUE);
        awaitLeading();
    }

    void restart(AppliedState applied) {
        start(new Bootstrap.Restart(), applied, applied.index());
        awaitLeading();
    }

    void crash(CrashLoss loss) {
        runtime.crash();
        disk.crash(loss);
    }

    void awaitLeading() {
        await(() -> machine.leadingTerm() > 0, "to lead");
    }

    void await(BooleanSupplier condition, String what) {
        if (!simulation.runUntil(condition, PATIENCE)) {
            throw new AssertionError(
                    "waited " + PATIENCE + " of virtual time in vain " + what + " (seed " + simulation.seed() + ")");
        }
    }

    void propose(Bytes command, ProposalKind kind) {
        consensus.propose(
                command,
                kind,
                failure -> failures.computeIfAbsent(command, absent -> new ArrayList<>())
                        .add(failure));
    }

    /** Proposes {@code count} different commands and waits until all are applied. */
    List<Bytes> applyCommands(String name, int count, int bytes) {
        List<Bytes> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Bytes command = Bytes.utf8(name + "-" + i + ".".repeat(bytes));
            commands.add(command);
            propose(command, ProposalKind.CLIENT);
            // A few at a time: an algorithm may refuse what is too much at once
            if (i % 20 == 19) {
                awaitApplied(commands);
            }
        }
        awaitApplied(commands);
        return commands;
    }

    void awaitApplied(List<Bytes> commands) {
        Bytes last = commands.get(commands.size() - 1);
        await(() -> machine.commands().contains(last) || failures.containsKey(last), "for " + last.toUtf8());
        if (failures.containsKey(last)) {
            throw new AssertionError("refused: " + failures.get(last));
        }
    }

    Map<Bytes, List<ProposalFailure>> failures() {
        return failures;
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedRuntime runtime() {
        return runtime;
    }

    RecordedMachine machine() {
        return machine;
    }

    Consensus consensus() {
        return consensus;
    }
}
