package io.kvorum.memory;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Connects members that live in one process. */
final class MemoryPeerTransportFactory implements PeerTransportFactory {
    // Each server has a plug-in object of its own, and servers of one process must find each other: the listeners
    // belong to
    // the process, as sockets belong to a machine
    private static final ConcurrentMap<String, MemoryPeerTransport> LISTENERS = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean listensOnSockets() {
        return false;
    }

    @Override
    public PeerTransport create(Config config, PeerContext context) {
        return new MemoryPeerTransport(LISTENERS, context);
    }
}
