package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.peer.PeerTransportFactory;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Offers the peer transport {@code same-process}: servers that are given the same plug-in object find one another. */
public final class SameProcessPlugin implements KvorumPlugin {
    private final Factory factory = new Factory();

    @Override
    public String name() {
        return "same-process";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<PeerTransportFactory> peerTransportFactories() {
        return List.of(factory);
    }

    /** Makes the transports of members that can reach one another. */
    static final class Factory implements PeerTransportFactory {
        private final ConcurrentMap<String, SameProcessTransport> listeners = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return "same-process";
        }

        @Override
        public boolean listensOnSockets() {
            return false;
        }

        @Override
        public PeerTransport create(Config config, PeerContext context) {
            return new SameProcessTransport(listeners, context);
        }
    }
}
// endregion
