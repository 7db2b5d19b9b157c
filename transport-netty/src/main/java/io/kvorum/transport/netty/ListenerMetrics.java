package io.kvorum.transport.netty;

import io.kvorum.spi.runtime.Metrics;
import java.util.concurrent.atomic.AtomicInteger;

/** What the listener counts. */
final class ListenerMetrics {
    private static final String DROPPED = "kvorum_client_connections_dropped_total";
    private static final String DROPPED_HELP = "Client connections closed before they spoke a known protocol.";

    final AtomicInteger connections = new AtomicInteger();
    final Metrics.Counter unknown;
    final Metrics.Counter silent;
    final Metrics.Counter accepted;

    ListenerMetrics(Metrics metrics, int connectionsMax) {
        unknown = metrics.counter(DROPPED, DROPPED_HELP, "reason", "unknown_protocol");
        silent = metrics.counter(DROPPED, DROPPED_HELP, "reason", "silent");
        accepted = metrics.counter("kvorum_client_connections_accepted_total", "Client connections accepted.");
        metrics.gauge("kvorum_client_connections", "Open client connections.", connections::get);
        metrics.gauge("kvorum_client_connections_limit", "Most open client connections.", () -> connectionsMax);
    }
}
