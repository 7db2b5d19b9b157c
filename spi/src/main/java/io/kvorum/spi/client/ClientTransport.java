package io.kvorum.spi.client;

import io.kvorum.api.Services;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * One protocol for clients. {@code create} only registers it (with the listener that it may share with others); then
 * {@link #bind}, {@link #serve}, {@link #drain}, {@link #close}, in this order, from one thread; all may block.
 */
public interface ClientTransport extends AutoCloseable {
    /**
     * Opens the sockets. Connections are accepted and wait (R394, C74).
     *
     * @throws io.kvorum.spi.ComponentException if an address cannot be bound; names it
     */
    void bind();

    /** Where it listens; ports that were asked for as 0 are resolved. After {@code bind}. */
    List<SocketAddress> boundAddresses();

    /** Begins to answer, those who waited first. A service that is not there is answered "unimplemented". */
    void serve(Services services);

    /** Takes no more calls and waits for those under way, at most for {@code limit}; ends the rest. */
    void drain(Duration limit);

    /** Closes everything at once; may be repeated, also without {@code bind}. */
    @Override
    void close();
}
