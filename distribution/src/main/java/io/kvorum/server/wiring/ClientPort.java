package io.kvorum.server.wiring;

import io.kvorum.api.Services;
import io.kvorum.spi.client.ClientTransport;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All client transports of a node, bound: connections are accepted and wait. For the starting and stopping thread. */
final class ClientPort implements AutoCloseable {
    private final List<ClientTransport> transports;

    ClientPort(List<ClientTransport> transports) {
        this.transports = List.copyOf(transports);
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
