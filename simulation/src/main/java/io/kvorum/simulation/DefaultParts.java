package io.kvorum.simulation;

import io.kvorum.raft.RaftPlugin;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.SimulatedWalFactory;

/** The usual parts: our consensus on a simulated log and storage. */
final class DefaultParts {
    private DefaultParts() {}

    static Parts raft() {
        return new Parts(
                disk -> new RaftPlugin().consensusFactories().get(0),
                SimulatedWalFactory::new,
                SimulatedStorageFactory::new);
    }
}
