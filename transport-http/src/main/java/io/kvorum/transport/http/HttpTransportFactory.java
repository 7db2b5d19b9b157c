package io.kvorum.transport.http;

import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.client.ClientTransportFactory;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.transport.netty.ClientListener;
import java.util.List;

/** Makes the client transport {@code http}. */
final class HttpTransportFactory implements ClientTransportFactory {
    @Override
    public String name() {
        return "http";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return HttpSettings.KEYS;
    }

    @Override
    public ClientTransport create(Config config, ClientTransportContext context) {
        return new HttpClientTransport(
                HttpSettings.of(config, context.requestBytesMax() + ClientTransportContext.MESSAGE_OVERHEAD),
                ClientListener.of(context),
                context.runtime());
    }
}
