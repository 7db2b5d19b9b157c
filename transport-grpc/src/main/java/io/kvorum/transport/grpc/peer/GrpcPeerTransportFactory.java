package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.transport.grpc.peer.connection.PeerSettings;
import java.util.List;
import java.util.Optional;

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
    public Optional<ConfigKey<Long>> messageBytesMax() {
        return Optional.of(PeerSettings.MESSAGE_BYTES_MAX);
    }

    @Override
    public PeerTransport create(Config config, PeerContext context) {
        return new GrpcPeerTransport(PeerSettings.of(config), context);
    }
}
