package io.kvorum.server.config;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Asks the operating system, by connecting a datagram socket to an address that is far away: nothing is sent for that. */
final class SystemDefaultRoute implements DefaultRoute {
    /** Of a range that is kept for documents (RFC 5737), so no network has it. */
    private static final InetSocketAddress FAR_AWAY = new InetSocketAddress("203.0.113.1", 9);

    @Override
    public Optional<String> address() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(FAR_AWAY);
            InetAddress own = socket.getLocalAddress();
            boolean reachable = own instanceof Inet4Address && !own.isAnyLocalAddress() && !own.isLoopbackAddress();
            return reachable ? Optional.of(own.getHostAddress()) : Optional.empty();
        } catch (IOException noRoute) {
            return Optional.empty();
        }
    }
}
