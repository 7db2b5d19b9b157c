package io.kvorum.tck.sim;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;

/** Connects members over a {@link SimulatedNetwork}; their runtimes must belong to its simulation. */
public final class SimulatedPeerTransportFactory implements PeerTransportFactory {
    private final SimulatedNetwork network;

    public SimulatedPeerTransportFactory(SimulatedNetwork network) {
        this.network = network;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public PeerTransport create(Config config, PeerContext context) {
        return new SimulatedPeerTransport(network, context);
    }
}
