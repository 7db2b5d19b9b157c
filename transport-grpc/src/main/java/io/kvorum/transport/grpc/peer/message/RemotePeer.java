package io.kvorum.transport.grpc.peer.message;

import io.grpc.ManagedChannel;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.transport.grpc.peer.connection.PeerAddress;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.connection.PeerSettings;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Another member, as this one sends to it. Any thread. */
public final class RemotePeer {
    private static final Logger LOG = LoggerFactory.getLogger(RemotePeer.class);
    private static final int URGENT_MESSAGES_MAX = 4_096;
    private static final long URGENT_BYTES_MAX = 4 * 1024 * 1024;
    private static final int BULK_MESSAGES_MAX = 65_536;

    private final MemberId id;
    private final LinkMetrics metrics;
    private final PeerLink urgent;
    private final PeerLink bulk;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger callsUnderWay = new AtomicInteger();
    private volatile List<PeerAddress> addresses;
    private volatile List<PeerAddress> hints = List.of();

    RemotePeer(MemberId id, List<PeerAddress> addresses, PeerEnvironment environment) {
        this.id = id;
        this.addresses = addresses;
        this.metrics = new LinkMetrics(
                environment.runtime().metrics(),
                environment.handshakes().self().memberId().map(Object::toString).orElse("0"),
                id);
        SendQueue urgentQueue = new SendQueue(URGENT_MESSAGES_MAX, URGENT_BYTES_MAX);
        SendQueue bulkQueue =
                new SendQueue(BULK_MESSAGES_MAX, environment.settings().queueBytesMax());
        this.urgent = new PeerLink(environment, this, Urgency.URGENT, urgentQueue, metrics);
        this.bulk = new PeerLink(environment, this, Urgency.BULK, bulkQueue, metrics);
        metrics.gauges(
                () -> state().connected() ? 1 : 0, () -> 1, () -> (double) urgentQueue.bytes() + bulkQueue.bytes());
    }

    void start() {
        urgent.start();
        bulk.start();
    }

    public MemberId id() {
        return id;
    }

    /** The address to try next: those of the membership, and those that the member itself named, in turn. */
    public PeerAddress nextAddress() {
        List<PeerAddress> all = new ArrayList<>(addresses);
        hints.stream().filter(hint -> !all.contains(hint)).forEach(all::add);
        return all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }

    /** Where the membership says it is. */
    void setAddresses(List<PeerAddress> newAddresses) {
        if (!newAddresses.equals(addresses)) {
            addresses = newAddresses;
            reconnect("its peer URLs have changed");
        }
    }

    /** Where the member itself says it is: my membership may be older. */
    void hint(List<PeerAddress> newHints) {
        hints = newHints;
    }

    private void reconnect(String why) {
        urgent.reconnect(why);
        bulk.reconnect(why);
    }

    /** The urgent connection lost all signs of life; what comes first over a new one is not to wait for the old one. */
    void silent() {
        bulk.reconnect("no sign of life on the other connection");
    }

    void send(Urgency urgency, OutboundMessage message) {
        (urgency == Urgency.URGENT ? urgent : bulk).send(message);
    }

    /** A message is dropped that no member would take. */
    void tooLong(Urgency urgency, int bytesMax) {
        (urgency == Urgency.URGENT ? urgent : bulk).lost(1);
        LOG.warn(
                "dropped a message to member {} that is longer than the {} bytes of the peer transport's {}",
                id,
                bytesMax,
                PeerSettings.MESSAGE_BYTES_MAX.name());
    }

    /** The connection for calls; null while there is none and none is being made. */
    public ManagedChannel connectionForCalls() {
        return bulk.usable();
    }

    /** Calls that wait for answers of this member. */
    public AtomicInteger callsUnderWay() {
        return callsUnderWay;
    }

    /** The loop for a stream of its own. */
    public EventLoop loop() {
        return bulk.loop();
    }

    PeerState state() {
        long urgentSince = urgent.connectedSince();
        long bulkSince = bulk.connectedSince();
        return urgentSince == 0 || bulkSince == 0
                ? new PeerState(0, 0)
                : new PeerState(Math.max(urgentSince, bulkSince), urgent.roundTripNanoseconds());
    }

    /** It is no peer any more. */
    void close() {
        urgent.close();
        bulk.close();
        metrics.gauges(() -> 0, () -> 0, () -> 0);
    }
}
