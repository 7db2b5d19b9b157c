package io.kvorum.server.wiring;

import io.kvorum.api.Services;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.plugin.Part;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.client.ClientTransportFactory;
import io.kvorum.spi.runtime.NodeRuntime;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All client transports of a node, bound: connections are accepted and wait. For the starting and stopping thread. */
final class ClientPort implements AutoCloseable {
    private final List<ClientTransport> transports;

    private ClientPort(List<ClientTransport> transports) {
        this.transports = List.copyOf(transports);
    }

    /**
     * Makes the chosen transports and binds them, before anything is known of the member (C74).
     *
     * @throws ComponentException if a port cannot be bound
     */
    static ClientPort bind(Configuration configuration, NodeRuntime runtime, OpenResources resources) {
        ClientTransportContext context = new Contexts.ForClients(
                runtime,
                configuration.get(MemberSettings.LISTEN_CLIENT_URLS).urls(),
                configuration.get(MemberSettings.MAX_REQUEST_BYTES).intValue(),
                resources.opened("shared listeners", new SharedInstances()));
        List<ClientTransport> transports = new ArrayList<>();
        for (Part part : configuration.parts().clientTransports()) {
            ClientTransportFactory factory = (ClientTransportFactory) part.factory();
            ClientTransport transport = factory.create(configuration.of(part), context);
            transports.add(resources.opened("client transport " + part.name(), transport));
        }
        transports.forEach(ClientTransport::bind);
        return new ClientPort(transports);
    }

    List<SocketAddress> boundAddresses() {
        Set<SocketAddress> addresses = new LinkedHashSet<>();
        transports.forEach(transport -> addresses.addAll(transport.boundAddresses()));
        return List.copyOf(addresses);
    }

    void serve(Services services) {
        transports.forEach(transport -> transport.serve(services));
    }

    /** Takes no more calls; waits for those under way, all in all at most for {@code limit}. */
    void drain(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (ClientTransport transport : transports) {
            transport.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    @Override
    public void close() {
        transports.forEach(ClientTransport::close);
    }
}
