package io.kvorum.transport.grpc;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.client.ClientTransportFactory;
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.transport.grpc.peer.GrpcPeerTransportFactory;
import java.util.List;

/** Offers the client transport {@code grpc} and the peer transport {@code grpc}. */
public final class GrpcTransportPlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "transport-grpc";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<ClientTransportFactory> clientTransportFactories() {
        return List.of(new GrpcTransportFactory());
    }

    @Override
    public List<PeerTransportFactory> peerTransportFactories() {
        return List.of(new GrpcPeerTransportFactory());
    }
}
