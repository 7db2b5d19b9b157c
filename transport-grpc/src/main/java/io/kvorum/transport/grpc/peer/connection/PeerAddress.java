package io.kvorum.transport.grpc.peer.connection;

import io.kvorum.spi.ComponentException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * A peer URL, understood.
 *
 * @param url as it was written, for messages
 * @param host name, IPv4 address or IPv6 address in brackets
 */
public record PeerAddress(String url, String host, int port) {
    /**
     * Understands {@code http://<IPv4, [IPv6] or host name>:<port>}.
     *
     * @throws ComponentException if it is anything else
     */
    public static PeerAddress of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException cause) {
            throw new ComponentException("peer URL " + url + " is no URL", cause);
        }
        PeerSecurity.requireSupported(url, uri.getScheme());
        if (uri.getHost() == null || uri.getPort() < 0 || uri.getPort() > 65_535) {
            throw new ComponentException("peer URL " + url + " does not look like http://10.0.0.1:2380");
        }
        return new PeerAddress(url, uri.getHost(), uri.getPort());
    }

    /**
     * The socket address to listen at. Blocks for a name.
     *
     * @throws ComponentException if the name has no address
     */
    InetSocketAddress resolve() {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException cause) {
            throw new ComponentException("peer URL " + url + ": the host name has no address", cause);
        }
    }
}
