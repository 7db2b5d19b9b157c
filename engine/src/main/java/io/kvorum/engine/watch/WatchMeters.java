package io.kvorum.engine.watch;

import io.kvorum.spi.runtime.Metrics;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What etcd tells of its watches, under its names. */
final class WatchMeters {
    private final Metrics.Counter events;
    private final LongAdder underWay = new LongAdder();
    private volatile int lagging;

    WatchMeters(Metrics metrics, IntSupplier streams, IntSupplier watchers, LongSupplier publishedChanges) {
        metrics.gauge("etcd_debugging_mvcc_watch_stream_total", "Total number of watch streams.", streams::getAsInt);
        metrics.gauge("etcd_debugging_mvcc_watcher_total", "Total number of watchers.", watchers::getAsInt);
        metrics.gauge(
                "etcd_debugging_mvcc_slow_watcher_total", "Total number of unsynced slow watchers.", () -> lagging);
        metrics.gauge(
                "etcd_debugging_mvcc_pending_events_total",
                "Total number of pending events to be sent.",
                () -> publishedChanges.getAsLong() + underWay.sum());
        this.events =
                metrics.counter("etcd_debugging_mvcc_events_total", "Total number of events sent by this member.");
    }

    /** Watch lane. */
    void setLagging(int watchers) {
        lagging = watchers;
    }

    /** Watch lane: a group of answers goes off. */
    void countSent(long eventCount) {
        if (eventCount != 0) {
            events.add(eventCount);
            underWay.add(eventCount);
        }
    }

    /** Home executor: a group of answers reached the sinks. */
    void countArrived(long eventCount) {
        if (eventCount != 0) {
            underWay.add(-eventCount);
        }
    }
}
