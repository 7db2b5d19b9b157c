package io.kvorum.memory;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.WalFactory;
import java.util.List;

/** Offers log, storage and peers named {@code memory}, and the consensus named {@code single}. */
public final class MemoryPlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "memory";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<ConsensusFactory> consensusFactories() {
        return List.of(new SingleConsensusFactory());
    }

    @Override
    public List<WalFactory> walFactories() {
        return List.of(new MemoryWalFactory());
    }

    @Override
    public List<StorageFactory> storageFactories() {
        return List.of(new MemoryStorageFactory());
    }

    @Override
    public List<PeerTransportFactory> peerTransportFactories() {
        return List.of(new MemoryPeerTransportFactory());
    }
}
