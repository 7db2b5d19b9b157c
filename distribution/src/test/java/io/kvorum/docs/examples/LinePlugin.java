package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.client.ClientTransportFactory;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.util.List;

/** Offers the client transport {@code line} on a port of its own, {@code --client-transport-line-port}. */
public final class LinePlugin implements KvorumPlugin {
    private static final ConfigKey<Long> PORT =
            ConfigKey.number("port", 2378, 0, 65_535, "Port on the loopback address; 0 picks a free one.");

    @Override
    public String name() {
        return "line";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<ClientTransportFactory> clientTransportFactories() {
        return List.of(new Factory());
    }

    /** Makes the transport. */
    static final class Factory implements ClientTransportFactory {
        @Override
        public String name() {
            return "line";
        }

        @Override
        public List<ConfigKey<?>> configKeys() {
            return List.of(PORT);
        }

        @Override
        public ClientTransport create(Config config, ClientTransportContext context) {
            return new LineTransport(config.get(PORT).intValue());
        }
    }
}
// endregion
