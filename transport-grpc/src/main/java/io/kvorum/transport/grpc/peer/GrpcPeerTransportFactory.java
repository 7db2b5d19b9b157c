package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;
import java.util.List;

/** Makes the peer transport {@code grpc}. */
public final class GrpcPeerTransportFactory implements PeerTransportFactory {
    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return PeerSettings.KEYS;
    }

    @Override
    public PeerTransport create(Config config, PeerContext context) {
        return new GrpcPeerTransport(PeerSettings.of(config), context);
    }
}
