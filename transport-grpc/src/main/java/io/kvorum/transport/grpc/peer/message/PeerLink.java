package io.kvorum.transport.grpc.peer.message;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.handshake.Refusal;
import io.kvorum.transport.grpc.peer.handshake.RefusalReason;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one member for messages of one urgency, made again whenever it breaks. Sending is for any thread;
 * all else happens on the link's event loop.
 *
 * <p>Messages wait while a connection is being made, and are dropped while there is no hope of one.
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final Duration RETRY_FIRST = Duration.ofMillis(50);
    private static final Duration RETRY_MAX = Duration.ofMillis(500);

    /** A refusal rarely passes by itself, but a membership that was too old does. */
    private static final Duration RETRY_REFUSED = Duration.ofSeconds(2);

    private static final long HANDSHAKE_SECONDS = 5;
    private static final long PING_MILLIS = 1_000;

    /** Counted in pings, not in time: a process that was stopped must not take its own silence for the other's. */
    private static final int UNANSWERED_PINGS_MAX = 5;

    /** What may lie in gRPC's buffer: enough to keep the socket busy. */
    private static final int READY_BYTES = 256 * 1024;

    private final PeerEnvironment environment;
    private final RemotePeer peer;
    private final Urgency urgency;
    private final EventLoop loop;
    private final SendQueue queue;
    private final LinkMetrics metrics;
    private final Counter dropped;
    private final AtomicBoolean awake = new AtomicBoolean();
    private Attempt attempt;
    private int failures;
    private boolean closed;
    private volatile ManagedChannel usable;
    private volatile long connectedSince;
    private volatile long roundTripNanoseconds;

    PeerLink(PeerEnvironment environment, RemotePeer peer, Urgency urgency, SendQueue queue, LinkMetrics metrics) {
        this.environment = environment;
        this.peer = peer;
        this.urgency = urgency;
        this.loop = environment.loops().forLink(urgency);
        this.queue = queue;
        this.metrics = metrics;
        this.dropped = urgency == Urgency.URGENT ? metrics.droppedUrgent : metrics.droppedBulk;
    }

    /** Begins to connect; messages and calls may come at once. Any thread. */
    void start() {
        queue.open();
        ManagedChannel first = environment.connections().open(peer.nextAddress(), loop);
        usable = first;
        loop.execute(() -> connect(first));
    }

    void send(OutboundMessage message) {
        if (!queue.offer(message)) {
            lost(1);
        } else if (awake.compareAndSet(false, true)) {
            wake();
        }
    }

    private void wake() {
        try {
            loop.execute(this::drain);
        } catch (RejectedExecutionException closedMeanwhile) {
            lost(queue.close());
        }
    }

    /** The connection for calls; null while there is none and none is being made. */
    ManagedChannel usable() {
        return usable;
    }

    /** When the link was made, by the runtime's clock; 0 while it is not there. */
    long connectedSince() {
        return connectedSince;
    }

    long roundTripNanoseconds() {
        return roundTripNanoseconds;
    }

    EventLoop loop() {
        return loop;
    }

    /** Breaks the connection, which is then made again. Any thread. */
    void reconnect(String why) {
        loop.execute(() -> {
            if (attempt != null) {
                attempt.call.cancel(why, null);
            }
        });
    }

    /** Any thread; may be repeated. */
    void close() {
        loop.execute(() -> {
            closed = true;
            if (attempt != null) {
                attempt.call.cancel("this member closes the connection", null);
            }
        });
    }

    /** Counts dropped messages. */
    void lost(int messages) {
        dropped.add(messages);
        metrics.failures.add(messages);
    }

    private void connectAgain() {
        if (!closed) {
            queue.open();
            connect(environment.connections().open(peer.nextAddress(), loop));
        }
    }

    private void connect(ManagedChannel connection) {
        usable = connection;
        attempt = new Attempt(connection);
        attempt.begin();
    }

    private void drain() {
        awake.set(false);
        if (attempt != null) {
            attempt.drain();
        }
    }

    private void broken(Attempt which, Status status, Optional<Refusal> refusal) {
        boolean wasConnected = connectedSince != 0;
        attempt = null;
        usable = null;
        connectedSince = 0;
        roundTripNanoseconds = 0;
        environment.connections().end(which.connection);
        lost(queue.close());
        if (wasConnected) {
            failures = 0;
            disconnected();
        }
        if (closed) {
            return;
        }
        failures++;
        if (refusal.isPresent()) {
            environment
                    .handshakes()
                    .refused("member " + peer.id() + " at " + which.connection.authority(), refusal.get());
        } else if (wasConnected || failures == 1) {
            LOG.info("no {} connection to member {}: {}", urgency, peer.id(), Refusal.describe(status));
        }
        Duration delay = environment.jittered(passesByItself(refusal) ? backOff() : RETRY_REFUSED);
        loop.schedule(this::connectAgain, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The next of the member's URLs may be the right one; all else takes somebody to act. */
    private static boolean passesByItself(Optional<Refusal> refusal) {
        return refusal.isEmpty() || refusal.get().reason() == RefusalReason.WRONG_TARGET;
    }

    /** A member counts as disconnected once, not once per connection. */
    private void disconnected() {
        if (urgency == Urgency.URGENT) {
            metrics.disconnected.increment();
        }
    }

    private Duration backOff() {
        Duration delay = RETRY_FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return delay.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : delay;
    }

    /** One connection from its beginning to its end. */
    private final class Attempt extends ClientCall.Listener<Bytes> {
        private final ManagedChannel connection;
        private final ClientCall<OutboundBatch, Bytes> call;
        private Optional<Refusal> refused = Optional.empty();
        private boolean accepted;
        private Future<?> timer;
        private int unansweredPings;

        Attempt(ManagedChannel connection) {
            this.connection = connection;
            this.call = connection.newCall(MessageMethod.SEND, CallOptions.DEFAULT.withOnReadyThreshold(READY_BYTES));
        }

        void begin() {
            Metadata headers = environment.handshakes().introduction(Optional.of(peer.id()));
            headers.put(MessageMethod.URGENCY, urgency.name());
            timer = loop.schedule(
                    () -> call.cancel("no answer to the handshake", null), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
            call.start(this, headers);
            call.request(Integer.MAX_VALUE);
        }

        @Override
        public void onHeaders(Metadata headers) {
            timer.cancel(false);
            refused = environment.handshakes().judgeAnswer(headers, peer.id());
            if (refused.isPresent()) {
                call.cancel("handshake refused", null);
                return;
            }
            accepted = true;
            connectedSince = Math.max(1, environment.nanoseconds());
            LOG.info("{} connection to member {} at {}", urgency, peer.id(), connection.authority());
            if (urgency == Urgency.URGENT) {
                ping();
                timer = loop.scheduleWithFixedDelay(this::ping, PING_MILLIS, PING_MILLIS, TimeUnit.MILLISECONDS);
            }
            drain();
        }

        private void ping() {
            if (unansweredPings++ >= UNANSWERED_PINGS_MAX) {
                call.cancel("no sign of life", null);
                peer.silent();
                return;
            }
            call.sendMessage(OutboundBatch.of(OutboundMessage.ping(environment.nanoseconds())));
        }

        @Override
        public void onMessage(Bytes pong) {
            if (pong.length() == Long.BYTES) {
                unansweredPings = 0;
                roundTripNanoseconds = Math.max(
                        1, environment.nanoseconds() - pong.toByteBuffer().getLong());
                metrics.roundTrip.observe(roundTripNanoseconds / 1e9);
            }
        }

        @Override
        public void onReady() {
            drain();
        }

        void drain() {
            while (accepted && call.isReady()) {
                OutboundBatch batch = queue.poll();
                if (batch == null) {
                    return;
                }
                call.sendMessage(batch);
                metrics.bytes.add(batch.encodedBytes());
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            accepted = false;
            timer.cancel(false);
            broken(this, status, refused.or(() -> Refusal.readFrom(status, trailers)));
        }
    }
}
