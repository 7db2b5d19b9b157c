package io.kvorum.transport.grpc;

import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.client.ClientTransportFactory;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.transport.netty.ClientListener;
import java.util.List;

/** Makes the client transport {@code grpc}. */
final class GrpcTransportFactory implements ClientTransportFactory {
    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return GrpcSettings.KEYS;
    }

    @Override
    public ClientTransport create(Config config, ClientTransportContext context) {
        return new GrpcClientTransport(
                GrpcSettings.of(config),
                ClientListener.of(context),
                context.runtime(),
                context.requestBytesMax() + ClientTransportContext.MESSAGE_OVERHEAD);
    }
}
