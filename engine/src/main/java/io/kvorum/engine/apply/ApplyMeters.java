package io.kvorum.engine.apply;

import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the member has applied, and whether that goes too slowly, under etcd's names. Apply lane. */
final class ApplyMeters {
    private static final Logger LOGGER = LoggerFactory.getLogger(ApplyMeters.class);

    private final Clock clock;
    private final long slowNanoseconds;
    private final Counter slow;
    private volatile boolean installing;

    /** @param slowFrom applying one list of entries for longer is told in the log */
    ApplyMeters(NodeRuntime runtime, Duration slowFrom, LongSupplier publishedIndex) {
        clock = runtime.clock();
        slowNanoseconds = slowFrom.toNanos();
        Metrics metrics = runtime.metrics();
        slow = metrics.counter(
                "etcd_server_slow_apply_total",
                "The total number of slow apply requests (likely overloaded from slow disk).");
        metrics.gauge(
                "etcd_server_proposals_applied_total",
                "The total number of consensus proposals applied.",
                publishedIndex::getAsLong);
        metrics.gauge(
                "etcd_server_snapshot_apply_in_progress_total",
                "1 if the server is applying the incoming snapshot. 0 if none.",
                () -> installing ? 1 : 0);
    }

    /** The state of another member takes the place of this one's, until told otherwise. */
    void installing(boolean now) {
        installing = now;
    }

    /** Gives what {@link #end} wants. */
    long begin() {
        return clock.nanoseconds();
    }

    void end(long begun, int entries, long lastIndex) {
        long took = clock.nanoseconds() - begun;
        if (took > slowNanoseconds) {
            slow.increment();
            LOGGER.atWarn()
                    .addKeyValue("took", took / 1_000 / 1_000.0 + "ms")
                    .addKeyValue("expected-duration", slowNanoseconds / 1_000_000 + "ms")
                    .addKeyValue("entries", entries)
                    .addKeyValue("last-index", lastIndex)
                    .log("apply request took too long");
        }
    }
}
