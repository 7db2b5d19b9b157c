package io.kvorum.simulation;

import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.tck.sim.SimulatedDisk;
import java.util.function.Function;

/**
 * What a simulated node is built of. Factories are made per disk, because a part of the simulation keeps its files there.
 */
public record Parts(
        Function<SimulatedDisk, ConsensusFactory> consensus,
        Function<SimulatedDisk, WalFactory> wal,
        Function<SimulatedDisk, StorageFactory> storage) {}
