package io.kvorum.transport.grpc.peer.message;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.spi.runtime.Metrics.Histogram;
import java.util.function.DoubleSupplier;

/** What is measured of the links to one other member, under etcd's names where etcd has one. */
final class LinkMetrics {
    private static final double[] ROUND_TRIPS = Metrics.doublingBuckets(0.0001, 16);

    final Counter bytes;
    final Counter failures;
    final Counter disconnected;
    final Counter droppedUrgent;
    final Counter droppedBulk;
    final Histogram roundTrip;
    private final Metrics metrics;
    private final String self;
    private final String to;

    LinkMetrics(Metrics metrics, String self, MemberId member) {
        this.metrics = metrics;
        this.self = self;
        this.to = member.toString();
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
                "etcd_network_known_peers", "The current number of known peers.", known, "Local", self, "Remote", to);
        metrics.gauge("kvorum_peer_queue_bytes", "Bytes that wait for a member.", queued, "To", to);
    }
}
