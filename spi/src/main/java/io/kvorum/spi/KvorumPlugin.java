package io.kvorum.spi;

import io.kvorum.spi.client.ClientTransportFactory;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.wal.WalFactory;
import java.util.List;

/**
 * Entry point of a plug-in, found by {@link java.util.ServiceLoader}.
 *
 * <p>A plug-in overrides the lists for the ports it offers parts for; configuration then picks parts by name. An object
 * of this type is created for every start of a server and must be cheap: no thread, no file, no static state.
 */
public interface KvorumPlugin {
    /** Name of the plug-in for messages, for example {@code wal-chronicle}. */
    String name();

    /**
     * What the plug-in was compiled against: {@code return SpiVersion.CURRENT;}. A plug-in that does not fit is named and
     * refused at start.
     */
    int spiVersion();

    /** Consensus algorithms, chosen by {@code --consensus}. */
    default List<ConsensusFactory> consensusFactories() {
        return List.of();
    }

    /** Write-ahead logs, chosen by {@code --wal}. */
    default List<WalFactory> walFactories() {
        return List.of();
    }

    /** Storage backends, chosen by {@code --storage}. */
    default List<StorageFactory> storageFactories() {
        return List.of();
    }

    /** Transports between members, chosen by {@code --peer-transport}. */
    default List<PeerTransportFactory> peerTransportFactories() {
        return List.of();
    }

    /** Transports for clients; any number of them, chosen by {@code --client-transports}. */
    default List<ClientTransportFactory> clientTransportFactories() {
        return List.of();
    }
}
