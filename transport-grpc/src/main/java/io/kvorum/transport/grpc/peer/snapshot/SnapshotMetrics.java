package io.kvorum.transport.grpc.peer.snapshot;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.spi.runtime.Metrics.Histogram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What is measured of snapshots in one direction, under etcd's names. Any thread. */
final class SnapshotMetrics {
    private static final double[] SECONDS = Metrics.doublingBuckets(0.1, 10);

    private final Metrics metrics;
    private final String verb;
    private final String label;
    private final Map<MemberId, OfMember> members = new ConcurrentHashMap<>();

    private SnapshotMetrics(Metrics metrics, String verb, String label) {
        this.metrics = metrics;
        this.verb = verb;
        this.label = label;
    }

    static SnapshotMetrics sent(Metrics metrics) {
        return new SnapshotMetrics(metrics, "send", "To");
    }

    static SnapshotMetrics received(Metrics metrics) {
        return new SnapshotMetrics(metrics, "receive", "From");
    }

    OfMember of(MemberId member) {
        return members.computeIfAbsent(member, id -> new OfMember(id.toString()));
    }

    /** Snapshots from or to one other member. */
    final class OfMember {
        private final AtomicInteger underWay = new AtomicInteger();
        private final Counter successes;
        private final Counter failures;
        private final Histogram seconds;

        private OfMember(String member) {
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
                    SECONDS,
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
