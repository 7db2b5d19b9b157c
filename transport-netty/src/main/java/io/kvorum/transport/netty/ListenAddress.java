package io.kvorum.transport.netty;

import io.kvorum.spi.ComponentException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * One listen URL and the address that it stands for.
 *
 * @param url as the operator wrote it, for messages
 * @param address resolved; port 0 picks a free one
 */
record ListenAddress(String url, InetSocketAddress address) {
    /**
     * Understands {@code http://<IPv4, [IPv6] or host name>:<port>}.
     *
     * @throws ComponentException if it is anything else, or the name has no address
     */
    static ListenAddress of(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme();
        if ("https".equals(scheme) || "unixs".equals(scheme)) {
            throw new ComponentException("cannot listen on " + url + ": TLS on the client port is not supported yet");
        }
        if ("unix".equals(scheme)) {
            throw new ComponentException("cannot listen on " + url + ": Unix sockets are not supported yet");
        }
        if (!"http".equals(scheme) || uri.getHost() == null || uri.getPort() < 0 || uri.getPort() > 65_535) {
            throw new ComponentException("cannot listen on " + url + ": a listen URL looks like http://127.0.0.1:2379");
        }
        try {
            return new ListenAddress(url, new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort()));
        } catch (UnknownHostException cause) {
            throw new ComponentException("cannot listen on " + url + ": the host name has no address", cause);
        }
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException cause) {
            throw new ComponentException("cannot listen on " + url + ": this is no URL", cause);
        }
    }
}
