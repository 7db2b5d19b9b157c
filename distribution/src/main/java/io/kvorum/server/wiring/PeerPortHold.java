package io.kvorum.server.wiring;

import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.plugin.Part;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.peer.PeerTransportFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the ports for members from before a member decides who it is until its transport listens there (C74): one that is
 * in use is told before anything is asked or written, and no connection of this machine takes a free one meanwhile. The sockets
 * are bound but do not listen, so that others who try are refused at once instead of waiting for an answer.
 */
final class PeerPortHold implements AutoCloseable {
    private final List<SocketChannel> sockets = new ArrayList<>();

    private PeerPortHold() {}

    /**
     * Binds what the chosen transport will listen at; nothing if there is none, or one that uses no sockets.
     *
     * @throws ComponentException if an address cannot be bound; names the setting
     */
    static PeerPortHold take(Configuration configuration) {
        PeerPortHold hold = new PeerPortHold();
        boolean listens = configuration
                .parts()
                .peerTransport()
                .map(Part::factory)
                .filter(factory -> ((PeerTransportFactory) factory).listensOnSockets())
                .isPresent();
        if (listens) {
            for (String url : configuration.get(MemberSettings.LISTEN_PEER_URLS).urls()) {
                hold.bind(url);
            }
        }
        return hold;
    }

    private void bind(String url) {
        URI uri = URI.create(url);
        try {
            SocketChannel socket = SocketChannel.open();
            sockets.add(socket);
            // Connections of an earlier life may still linger at this port.
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort()));
        } catch (IOException failure) {
            close();
            throw new ComponentException(
                    "cannot listen for other members at --" + MemberSettings.LISTEN_PEER_URLS.name() + "=" + url + ": "
                            + failure.getMessage() + "; stop who uses the port, or choose another",
                    failure);
        }
    }

    /** Lets the ports go; may be repeated. */
    @Override
    public void close() {
        try {
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("a port for members cannot be given back", failure);
        }
    }
}
