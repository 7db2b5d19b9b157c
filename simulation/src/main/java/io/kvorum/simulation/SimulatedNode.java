package io.kvorum.simulation;

import io.kvorum.api.Services;
import io.kvorum.engine.Engine;
import io.kvorum.engine.EngineConfig;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.SimulatedCrash;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.SimulatedPeerTransportFactory;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One member over all its lives: its disk stays, everything else is new after each start. */
public final class SimulatedNode {
    private static final long CLUSTER_ID = 0xc1;
    private static final int REQUEST_BYTES_MAX = 64 * 1024;

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final Parts parts;
    private final MemberId id;
    private final Bootstrap firstBootstrap;
    private final NodeWatch watch;
    private final SimulatedDisk disk;
    private final Path directory;
    private final List<Runnable> endListeners = new ArrayList<>();
    private List<String> peerUrls;
    private int lives;
    private double clockRate;
    private Duration wallSkew = Duration.ZERO;
    private SimulatedRuntime runtime;
    private Engine engine;
    private Services services;
    private Consensus consensus;
    private StorageBackend storage;
    private boolean ready;
    private boolean born;
    private boolean powered;
    private boolean forced;

    /** A node that is a cluster by itself. */
    public SimulatedNode(Simulation simulation, SimulatedNetwork network, Parts parts, MemberId id) {
        this(
                simulation,
                network,
                parts,
                founder(id),
                new Bootstrap.New(new Membership(List.of(founder(id)), List.of())),
                NodeWatch.NONE);
    }

    /** @param firstBootstrap how it comes to life the first time */
    SimulatedNode(
            Simulation simulation,
            SimulatedNetwork network,
            Parts parts,
            Member self,
            Bootstrap firstBootstrap,
            NodeWatch watch) {
        this.simulation = simulation;
        this.network = network;
        this.parts = parts;
        this.id = self.id();
        this.peerUrls = self.peerUrls();
        this.firstBootstrap = firstBootstrap;
        this.watch = watch;
        this.clockRate = parts.clockRate();
        this.disk = new SimulatedDisk(simulation.random("disk " + id));
        this.directory = Path.of("node-" + id);
    }

    /** A member that a cluster begins with, as it is known to the others. */
    static Member founder(MemberId id) {
        return new Member(id, List.of("http://founder-" + id + ":2380"), false);
    }

    MemberId id() {
        return id;
    }

    public SimulatedDisk disk() {
        return disk;
    }

    /** The present life's runtime. */
    public SimulatedRuntime runtime() {
        return runtime;
    }

    /** Number of starts so far. */
    public int lives() {
        return lives;
    }

    /** Whether the member serves: it has joined and published itself. */
    public boolean isServing() {
        return ready && runtime.alive();
    }

    /** Whether a life goes on, serving or not. */
    boolean isAlive() {
        return runtime != null && runtime.alive();
    }

    /** Whether it has served once, so that it has data of its own. */
    boolean isBorn() {
        return born;
    }

    /** Whether it lives, or has stopped by itself and still holds what it had: its disk was not crashed since. */
    boolean isPowered() {
        return powered;
    }

    /** Where it listens from its next start on, or does now. */
    List<String> peerUrls() {
        return peerUrls;
    }

    /** Moves it to other URLs; takes effect with the next start. */
    void moveTo(List<String> otherUrls) {
        peerUrls = List.copyOf(otherUrls);
    }

    /** Makes it the only member of its cluster when it starts next, and until a start has come to its end. */
    void forceNewCluster() {
        forced = true;
    }

    /** What clients call. Only while {@link #isServing()}. */
    public Services services() {
        return services;
    }

    /** The present life's consensus. Only while {@link #isAlive()}. */
    Consensus consensus() {
        return consensus;
    }

    /** The present life's storage. Only while {@link #isAlive()}. */
    StorageBackend storage() {
        return storage;
    }

    /** Names one more who hears at once when a life ends, as clients do whose connections break. */
    void onEnd(Runnable listener) {
        endListeners.add(listener);
    }

    /** Moves this node's wall clock; lasts over its lives. */
    void setWallSkew(Duration skew) {
        wallSkew = skew;
        if (isAlive()) {
            runtime.setWallSkew(skew);
        }
    }

    /** Sets the speed of this node's clock; lasts over its lives. */
    void setClockRate(double rate) {
        clockRate = rate * parts.clockRate();
        if (isAlive()) {
            runtime.setClockRate(clockRate);
        }
    }

    /**
     * Begins a life. Serving begins later, in virtual time.
     *
     * @return false if the start itself was cut short by a crash
     */
    public boolean start() {
        // As a real node: until a start has come to its end, the next one is still the first.
        boolean first = !born;
        lives++;
        ready = false;
        powered = true;
        runtime = new SimulatedRuntime(simulation, id + "." + lives, directory);
        runtime.setClockRate(clockRate);
        runtime.setWallSkew(wallSkew);
        runtime.onHalt(halt -> {
            watch.halted(id, halt.reason(), halt.cause());
            end();
        });
        try {
            startParts(first ? firstBootstrap : forced ? new Bootstrap.ForceNew() : new Bootstrap.Restart());
            return true;
        } catch (SimulatedCrash crash) {
            runtime.crash();
            return false;
        }
    }

    private void end() {
        ready = false;
        endListeners.forEach(Runnable::run);
    }

    private void startParts(Bootstrap bootstrap) {
        StorageFactory storageFactory = parts.storage().apply(disk);
        storage = watch.watch(
                id, storageFactory.create(Config.defaults(storageFactory.configKeys()), new NodeStorageContext()));
        WalFactory walFactory = parts.wal().apply(disk);
        WalOpener wal =
                watch.watch(id, walFactory.create(Config.defaults(walFactory.configKeys()), new NodeWalContext()));
        ConsensusFactory consensusFactory = parts.consensus().apply(disk);
        PeerTransport peers = watch.watch(
                id,
                parts.peers()
                        .apply(new SimulatedPeerTransportFactory(network)
                                .create(Config.defaults(List.of()), new NodePeerContext(consensusFactory.name()))));
        engine = new Engine(engineConfig(), runtime, storage, new MemorySpools(), peers);
        consensus = watch.watch(
                id,
                consensusFactory.create(
                        consensusConfig(consensusFactory), new NodeConsensusContext(bootstrap, wal, peers)));
        engine.start(consensus);
        services = parts.services().apply(engine.services());
        peers.start();
        engine.ready().thenRun(() -> {
            ready = true;
            born = true;
            forced = false;
        });
    }

    private Config consensusConfig(ConsensusFactory factory) {
        Config.Builder config = Config.builder(factory.configKeys());
        for (ConfigKey<?> key : factory.configKeys()) {
            String text = parts.consensusSettings().get(key.name());
            if (text != null) {
                config.parse(key, text);
            }
        }
        return config.build();
    }

    /** Ends the present life without warning. */
    public void crash(CrashLoss loss) {
        runtime.crash();
        powered = false;
        disk.crash(loss);
        end();
    }

    private EngineConfig engineConfig() {
        return new EngineConfig(
                id,
                CLUSTER_ID,
                "node-" + id,
                List.of("http://client-" + id + ":2379"),
                "3.7.1",
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                REQUEST_BYTES_MAX,
                128,
                EngineConfig.NO_QUOTA,
                // Without the cache every read goes through index and storage, and nothing hangs on cache admission.
                0,
                50,
                Duration.ofMillis(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                true,
                1);
    }

    private final class NodeStorageContext implements StorageContext {
        @Override
        public NodeRuntime runtime() {
            return runtime;
        }

        @Override
        public Path directory() {
            return directory.resolve("storage");
        }

        @Override
        public List<Keyspace> keyspaces() {
            return Engine.keyspaces();
        }

        @Override
        public long valueBytesRequired() {
            return REQUEST_BYTES_MAX;
        }
    }

    private final class NodeWalContext implements WalContext {
        @Override
        public NodeRuntime runtime() {
            return runtime;
        }

        @Override
        public Path directory() {
            return directory.resolve("wal");
        }

        @Override
        public long recordBytesRequired() {
            return Engine.commandBytesMax(REQUEST_BYTES_MAX);
        }
    }

    private final class NodePeerContext implements PeerContext {
        private final String consensus;

        NodePeerContext(String consensus) {
            this.consensus = consensus;
        }

        @Override
        public NodeRuntime runtime() {
            return runtime;
        }

        @Override
        public MemberId memberId() {
            return id;
        }

        @Override
        public long clusterId() {
            return CLUSTER_ID;
        }

        @Override
        public String consensus() {
            return consensus;
        }

        @Override
        public List<String> listenUrls() {
            return peerUrls;
        }

        @Override
        public List<String> advertisedUrls() {
            return peerUrls;
        }
    }

    private final class NodeConsensusContext implements ConsensusContext {
        private final Bootstrap bootstrap;
        private final WalOpener wal;
        private final PeerTransport peers;

        NodeConsensusContext(Bootstrap bootstrap, WalOpener wal, PeerTransport peers) {
            this.bootstrap = bootstrap;
            this.wal = wal;
            this.peers = peers;
        }

        @Override
        public NodeRuntime runtime() {
            return runtime;
        }

        @Override
        public MemberId memberId() {
            return id;
        }

        @Override
        public long clusterId() {
            return CLUSTER_ID;
        }

        @Override
        public Bootstrap bootstrap() {
            return bootstrap;
        }

        @Override
        public WalOpener log() {
            return wal;
        }

        @Override
        public PeerTransport peers() {
            return peers;
        }
    }
}
