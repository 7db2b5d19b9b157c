package io.kvorum.spi.peer;

import io.kvorum.spi.ComponentFactory;
import io.kvorum.spi.config.ConfigKey;
import java.util.Optional;

/** Makes peer transports of one kind. */
public interface PeerTransportFactory extends ComponentFactory<PeerTransport, PeerContext> {
    /**
     * The setting, one of {@link #configKeys()}, that bounds the bytes of one message; empty if there is no bound. A server
     * whose largest command does not fit refuses to start, and names this setting.
     */
    default Optional<ConfigKey<Long>> messageBytesMax() {
        return Optional.empty();
    }

    /**
     * Whether the URLs to listen at are TCP addresses of this machine. The server then holds their ports from before a
     * member decides who it is until it starts the transport, so that a port in use is told before anything else happens.
     */
    default boolean listensOnSockets() {
        return true;
    }
}
