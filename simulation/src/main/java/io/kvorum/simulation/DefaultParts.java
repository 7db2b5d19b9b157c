package io.kvorum.simulation;

import io.kvorum.raft.RaftPlugin;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.SimulatedWalFactory;
import java.util.Map;

/** The usual parts: our consensus on a simulated log and storage. */
final class DefaultParts {
    private DefaultParts() {}

    static Parts raft() {
        return new Parts(
                disk -> new RaftPlugin().consensusFactories().get(0),
                // So small that the log is released many times in every run.
                Map.of("snapshot-count", "60", "snapshot-catchup-entries", "10"),
                disk -> new SimulatedWalFactory(disk, 4 * 1024),
                SimulatedStorageFactory::new);
    }
}
