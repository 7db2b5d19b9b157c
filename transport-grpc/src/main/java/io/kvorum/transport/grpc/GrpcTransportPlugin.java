package io.kvorum.transport.grpc;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.client.ClientTransportFactory;
import java.util.List;

/** Offers the client transport {@code grpc}. */
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
}
