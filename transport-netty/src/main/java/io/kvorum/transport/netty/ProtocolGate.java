package io.kvorum.transport.netty;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The door of one protocol: connections wait before it until the protocol is served, then they enter in the order of
 * their arrival (R394). As many wait as the listener has connections at most. Safe for any thread.
 */
public final class ProtocolGate {
    private final ClientProtocol protocol;
    private final Queue<FirstBytes> waiting = new ArrayDeque<>();
    private boolean open;

    ProtocolGate(ClientProtocol protocol) {
        this.protocol = protocol;
    }

    ClientProtocol protocol() {
        return protocol;
    }

    /** Lets the waiting connections in, and from now on all others at once. Repeating it has no effect. */
    public synchronized void open() {
        open = true;
        for (FirstBytes next = waiting.poll(); next != null; next = waiting.poll()) {
            FirstBytes entering = next;
            Channel connection = entering.connection();
            connection.eventLoop().execute(() -> entering.enter(protocol));
        }
    }

    /** On the connection's event loop: enters now or waits. */
    void arrive(FirstBytes connection) {
        if (mustWait(connection)) {
            return;
        }
        connection.enter(protocol);
    }

    synchronized void leave(FirstBytes connection) {
        waiting.remove(connection);
    }

    private synchronized boolean mustWait(FirstBytes connection) {
        return !open && waiting.add(connection);
    }
}
