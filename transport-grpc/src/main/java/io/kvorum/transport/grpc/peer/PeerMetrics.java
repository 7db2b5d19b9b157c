package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.spi.runtime.Metrics.Histogram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/** What the transport measures, under etcd's names where etcd has one. */
final class PeerMetrics {
    private static final double[] ROUND_TRIPS = Metrics.doublingBuckets(0.0001, 16);
    private static final double[] SNAPSHOT_SECONDS = Metrics.doublingBuckets(0.1, 10);

    private final Metrics metrics;
    private final String self;
    private final Map<MemberId, Snapshots> sentSnapshots = new ConcurrentHashMap<>();
    private final Map<MemberId, Snapshots> receivedSnapshots = new ConcurrentHashMap<>();

    PeerMetrics(Metrics metrics, String self) {
        this.metrics = metrics;
        this.self = self;
    }

    /** Of one other member to whom this one sends. */
    Sending sendingTo(MemberId to) {
        return new Sending(to.toString());
    }

    Counter receivedBytes(MemberId from) {
        return metrics.counter(
                "etcd_network_peer_received_bytes_total",
                "The total number of bytes received from peers.",
                "From",
                from.toString());
    }

    /** Arrived messages whom nobody hears here, or that could not be read. */
    Counter receivedFailures(MemberId from) {
        return metrics.counter(
                "etcd_network_peer_received_failures_total",
                "The total number of receive failures from peers.",
                "From",
                from.toString());
    }

    Counter refused(RefusalReason reason) {
        return metrics.counter(
                "kvorum_peer_handshakes_refused_total",
                "Handshakes of other members that this one refused.",
                "reason",
                reason.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** What came to the peer port and was not of a member. */
    Counter strays(Stray.Kind kind) {
        return metrics.counter(
                "kvorum_peer_strays_total",
                "Connections and calls at the peer port that no member made.",
                "kind",
                kind.label());
    }

    /** Messages to members that are not known. */
    Counter sentToUnknown() {
        return metrics.counter(
                "kvorum_peer_sent_to_unknown_total", "Messages dropped because their receiver is no member.");
    }

    /** Connections over the limit. */
    Counter connectionsRefused() {
        return metrics.counter(
                "kvorum_peer_connections_refused_total", "Connections closed because there were too many.");
    }

    Snapshots snapshotsSentTo(MemberId to) {
        return sentSnapshots.computeIfAbsent(to, id -> new Snapshots("send", "To", id.toString()));
    }

    Snapshots snapshotsReceivedFrom(MemberId from) {
        return receivedSnapshots.computeIfAbsent(from, id -> new Snapshots("receive", "From", id.toString()));
    }

    /** Messages to one other member. */
    final class Sending {
        final Counter bytes;
        final Counter failures;
        final Counter disconnected;
        final Counter droppedUrgent;
        final Counter droppedBulk;
        final Histogram roundTrip;
        private final String to;

        private Sending(String to) {
            this.to = to;
            bytes = metrics.counter(
                    "etcd_network_peer_sent_bytes_total", "The total number of bytes sent to peers.", "To", to);
            failures = metrics.counter(
                    "etcd_network_peer_sent_failures_total", "The total number of send failures from peers.", "To", to);
            disconnected = metrics.counter(
                    "etcd_network_disconnected_peers_total",
                    "The total number of disconnected peers.",
                    "Local",
                    self,
                    "Remote",
                    to);
            droppedUrgent = dropped("urgent");
            droppedBulk = dropped("bulk");
            roundTrip = metrics.histogram(
                    "etcd_network_peer_round_trip_time_seconds",
                    "Round-Trip-Time histogram between peers",
                    ROUND_TRIPS,
                    "To",
                    to);
        }

        private Counter dropped(String urgency) {
            return metrics.counter(
                    "kvorum_peer_dropped_total",
                    "Messages dropped because there was no connection or its queue was full.",
                    "To",
                    to,
                    "urgency",
                    urgency);
        }

        void gauges(DoubleSupplier active, DoubleSupplier known, DoubleSupplier queued) {
            metrics.gauge(
                    "etcd_network_active_peers",
                    "The current number of active peer connections.",
                    active,
                    "Local",
                    self,
                    "Remote",
                    to);
            metrics.gauge(
                    "etcd_network_known_peers",
                    "The current number of known peers.",
                    known,
                    "Local",
                    self,
                    "Remote",
                    to);
            metrics.gauge("kvorum_peer_queue_bytes", "Bytes that wait for a member.", queued, "To", to);
        }
    }

    /** Snapshots from or to one other member. */
    final class Snapshots {
        private final AtomicInteger underWay = new AtomicInteger();
        private final Counter successes;
        private final Counter failures;
        private final Histogram seconds;

        private Snapshots(String verb, String label, String member) {
            metrics.gauge(
                    "etcd_network_snapshot_" + verb + "_inflights_total",
                    "Total number of inflight snapshot " + verb + "s",
                    underWay::get,
                    label,
                    member);
            successes = metrics.counter(
                    "etcd_network_snapshot_" + verb + "_success",
                    "Total number of successful snapshot " + verb + "s",
                    label,
                    member);
            failures = metrics.counter(
                    "etcd_network_snapshot_" + verb + "_failures",
                    "Total number of snapshot " + verb + " failures",
                    label,
                    member);
            seconds = metrics.histogram(
                    "etcd_network_snapshot_" + verb + "_total_duration_seconds",
                    "Total latency distributions of v3 snapshot " + verb + "s",
                    SNAPSHOT_SECONDS,
                    label,
                    member);
        }

        void begun() {
            underWay.incrementAndGet();
        }

        /** What was {@link #begun} is over. */
        void ended(boolean success, long nanoseconds) {
            underWay.decrementAndGet();
            (success ? successes : failures).increment();
            if (success) {
                seconds.observe(nanoseconds / 1e9);
            }
        }
    }
}
