package io.kvorum.simulation;

import io.kvorum.api.Services;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.tck.sim.SimulatedDisk;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a simulated node is built of. Factories are made per disk, because a part of the simulation keeps its files there.
 *
 * @param consensusSettings texts by name, for settings of the consensus part that are not to have their default
 * @param peers what stands between the node and the simulated network; made anew in each life
 * @param services what stands between clients and the node; made anew in each life
 * @param clockRate speed of the node's clock; 1 is exact
 */
public record Parts(
        Function<SimulatedDisk, ConsensusFactory> consensus,
        Map<String, String> consensusSettings,
        Function<SimulatedDisk, WalFactory> wal,
        Function<SimulatedDisk, StorageFactory> storage,
        UnaryOperator<PeerTransport> peers,
        UnaryOperator<Services> services,
        double clockRate) {
    /** Parts between which and the world stands nothing. */
    public Parts(
            Function<SimulatedDisk, ConsensusFactory> consensus,
            Map<String, String> consensusSettings,
            Function<SimulatedDisk, WalFactory> wal,
            Function<SimulatedDisk, StorageFactory> storage) {
        this(consensus, consensusSettings, wal, storage, UnaryOperator.identity(), UnaryOperator.identity(), 1);
    }

    /** The same with another consensus. */
    public Parts withConsensus(Function<SimulatedDisk, ConsensusFactory> other) {
        return new Parts(other, consensusSettings, wal, storage, peers, services, clockRate);
    }

    /** The same with other settings of the consensus. */
    public Parts withConsensusSettings(Map<String, String> other) {
        return new Parts(consensus, other, wal, storage, peers, services, clockRate);
    }

    /** The same with another log. */
    public Parts withWal(Function<SimulatedDisk, WalFactory> other) {
        return new Parts(consensus, consensusSettings, other, storage, peers, services, clockRate);
    }

    /** The same with another storage. */
    public Parts withStorage(Function<SimulatedDisk, StorageFactory> other) {
        return new Parts(consensus, consensusSettings, wal, other, peers, services, clockRate);
    }

    /** The same with something else between the node and the network. */
    public Parts withPeers(UnaryOperator<PeerTransport> other) {
        return new Parts(consensus, consensusSettings, wal, storage, other, services, clockRate);
    }

    /** The same with something else between clients and the node. */
    public Parts withServices(UnaryOperator<Services> other) {
        return new Parts(consensus, consensusSettings, wal, storage, peers, other, clockRate);
    }

    /** The same with a clock of another speed. */
    public Parts withClockRate(double other) {
        return new Parts(consensus, consensusSettings, wal, storage, peers, services, other);
    }
}
