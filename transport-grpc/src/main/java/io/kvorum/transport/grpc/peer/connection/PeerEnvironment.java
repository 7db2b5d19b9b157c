package io.kvorum.transport.grpc.peer.connection;

import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.transport.grpc.peer.handshake.Handshakes;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What the parts of one transport share. Any thread. */
public final class PeerEnvironment implements AutoCloseable {
    private final PeerSettings settings;
    private final NodeRuntime runtime;
    private final Handshakes handshakes;
    private final PeerEventLoops loops = new PeerEventLoops();
    private final PeerConnections connections;
    private final RandomGenerator jitter;

    public PeerEnvironment(PeerSettings settings, PeerContext context) {
        this.settings = settings;
        this.runtime = context.runtime();
        this.handshakes = new Handshakes(context);
        this.connections = new PeerConnections(settings, loops);
        this.jitter = runtime.random("peer-reconnect");
    }

    /** A time around {@code delay}, so that members do not try in step. */
    public Duration jittered(Duration delay) {
        synchronized (jitter) {
            return Duration.ofNanos((long) (delay.toNanos() * (0.75 + jitter.nextDouble() / 2)));
        }
    }

    public PeerSettings settings() {
        return settings;
    }

    public NodeRuntime runtime() {
        return runtime;
    }

    public long nanoseconds() {
        return runtime.clock().nanoseconds();
    }

    public Handshakes handshakes() {
        return handshakes;
    }

    public PeerEventLoops loops() {
        return loops;
    }

    public PeerConnections connections() {
        return connections;
    }

    /** Ends all connections that this member made, and the threads. */
    @Override
    public void close() {
        connections.close();
        loops.close();
    }
}
