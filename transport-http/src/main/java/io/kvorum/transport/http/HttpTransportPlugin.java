package io.kvorum.transport.http;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.client.ClientTransportFactory;
import java.util.List;

/** Offers the client transport {@code http}. */
public final class HttpTransportPlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "transport-http";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<ClientTransportFactory> clientTransportFactories() {
        return List.of(new HttpTransportFactory());
    }
}
