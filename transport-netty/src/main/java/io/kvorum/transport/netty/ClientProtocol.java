package io.kvorum.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** One protocol on the client port. Its methods run on the event loop of the connection and must not block or throw. */
public interface ClientProtocol {
    /** One word for messages and metrics, for example {@code grpc}. */
    String name();

    /**
     * Judges the first bytes of a connection. Called again with more of them while any protocol is undecided.
     *
     * @param firstBytes all bytes so far, at least one; only read by absolute index
     */
    ProtocolMatch match(ByteBuf firstBytes);

    /**
     * Takes over a connection: adds handlers to the end of its pipeline. Called once the protocol is served.
     *
     * @param begin to be called once on the connection's event loop, now or later, when the handlers are in place: the
     *     bytes read so far then reach them, and reading goes on
     */
    void install(Channel connection, Runnable begin);
}
