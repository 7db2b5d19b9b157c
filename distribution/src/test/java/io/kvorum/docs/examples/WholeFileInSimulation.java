package io.kvorum.docs.examples;

// region page
import io.kvorum.raft.RaftPlugin;
import io.kvorum.simulation.Parts;
import io.kvorum.simulation.SingleMemberRun;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.tck.sim.SimulatedWalFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs a member with storage {@code whole-file}, on real files, through crashes. */
public final class WholeFileInSimulation {
    private WholeFileInSimulation() {}

    public static SingleMemberRun.Result run(long seed, Path directory) {
        StorageFactory storage = new Relocated(new WholeFilePlugin.Factory(), directory);
        Parts parts = new Parts(
                disk -> new RaftPlugin().consensusFactories().get(0),
                Map.of("snapshot-count", "60", "snapshot-catchup-entries", "10"),
                disk -> new SimulatedWalFactory(disk, 4 * 1024),
                disk -> storage);
        return new SingleMemberRun(seed, parts).withRandomCrashes(Duration.ofSeconds(30));
    }
    /** Simulated nodes have relative directories; this puts them below a real one. */
    private record Relocated(StorageFactory factory, Path root) implements StorageFactory {
        @Override
        public String name() {
            return factory.name();
        }

        @Override
        public StorageBackend create(Config config, StorageContext context) {
            return factory.create(config, new StorageContext() {
                @Override
                public NodeRuntime runtime() {
                    return context.runtime();
                }

                @Override
                public Path directory() {
                    return root.resolve(context.directory());
                }

                @Override
                public List<Keyspace> keyspaces() {
                    return context.keyspaces();
                }

                @Override
                public long valueBytesRequired() {
                    return context.valueBytesRequired();
                }
            });
        }
    }
}
// endregion
