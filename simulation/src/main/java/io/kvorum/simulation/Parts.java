package io.kvorum.simulation;

import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.tck.sim.SimulatedDisk;
import java.util.Map;
import java.util.function.Function;

/**
 * What a simulated node is built of. Factories are made per disk, because a part of the simulation keeps its files there.
 *
 * @param consensusSettings texts by name, for settings of the consensus part that are not to have their default
 */
public record Parts(
        Function<SimulatedDisk, ConsensusFactory> consensus,
        Map<String, String> consensusSettings,
        Function<SimulatedDisk, WalFactory> wal,
        Function<SimulatedDisk, StorageFactory> storage) {
    /** The same with another log. */
    public Parts withWal(Function<SimulatedDisk, WalFactory> other) {
        return new Parts(consensus, consensusSettings, other, storage);
    }

    /** The same with another storage. */
    public Parts withStorage(Function<SimulatedDisk, StorageFactory> other) {
        return new Parts(consensus, consensusSettings, wal, other);
    }
}
