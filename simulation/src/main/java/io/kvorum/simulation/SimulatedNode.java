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
import java.util.List;

/** One member over all its lives: its disk stays, everything else is new after each start. */
public final class SimulatedNode {
    private static final long CLUSTER_ID = 0xc1;
    private static final int REQUEST_BYTES_MAX = 64 * 1024;

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final Parts parts;
    private final MemberId id;
    private final Membership founders;
    private final SimulatedDisk disk;
    private final Path directory;
    private int lives;
    private SimulatedRuntime runtime;
    private Engine engine;
    private boolean ready;
    private boolean born;

    public SimulatedNode(Simulation simulation, SimulatedNetwork network, Parts parts, MemberId id) {
        this.simulation = simulation;
        this.network = network;
        this.parts = parts;
        this.id = id;
        this.founders = new Membership(List.of(new Member(id, List.of("sim://" + id), false)), List.of());
        this.disk = new SimulatedDisk(simulation.random("disk " + id));
        this.directory = Path.of("node-" + id);
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

    /** What clients call. Only while {@link #isServing()}. */
    public Services services() {
        return engine.services();
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
        runtime = new SimulatedRuntime(simulation, id + "." + lives, directory);
        runtime.onHalt(halt -> {});
        try {
            startParts(first ? new Bootstrap.New(founders) : new Bootstrap.Restart());
            return true;
        } catch (SimulatedCrash crash) {
            runtime.crash();
            return false;
        }
    }

    private void startParts(Bootstrap bootstrap) {
        StorageFactory storageFactory = parts.storage().apply(disk);
        StorageBackend storage =
                storageFactory.create(Config.defaults(storageFactory.configKeys()), new NodeStorageContext());
        WalFactory walFactory = parts.wal().apply(disk);
        WalOpener wal = walFactory.create(Config.defaults(walFactory.configKeys()), new NodeWalContext());
        ConsensusFactory consensusFactory = parts.consensus().apply(disk);
        PeerTransport peers = new SimulatedPeerTransportFactory(network)
                .create(Config.defaults(List.of()), new NodePeerContext(consensusFactory.name()));
        engine = new Engine(engineConfig(), runtime, storage, new MemorySpools());
        Consensus consensus = consensusFactory.create(
                consensusConfig(consensusFactory), new NodeConsensusContext(bootstrap, wal, peers));
        engine.start(consensus);
        engine.ready().thenRun(() -> {
            ready = true;
            born = true;
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
        disk.crash(loss);
    }

    private EngineConfig engineConfig() {
        return new EngineConfig(
                id,
                CLUSTER_ID,
                "node-" + id,
                List.of("sim://" + id),
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
                Duration.ofSeconds(1));
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
            return List.of("sim://" + id);
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
