package io.kvorum.transport.grpc;

import io.kvorum.spi.runtime.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts calls by kind and by the version that the client names. Clients choose the text, so the number of different
 * ones is bounded; the rest counts as {@code other}.
 */
final class ClientVersions {
    private static final int VERSIONS_MAX = 64;
    private static final int TEXT_MAX = 64;

    private final Map<String, Metrics.Counter> counters = new ConcurrentHashMap<>();
    private final Metrics metrics;
    private final String kind;
    private final Metrics.Counter other;

    /** @param kind {@code unary} or {@code stream} */
    ClientVersions(Metrics metrics, String kind) {
        this.metrics = metrics;
        this.kind = kind;
        this.other = counter("other");
    }

    void count(String version) {
        Metrics.Counter known = counters.get(version);
        (known == null ? add(version) : known).increment();
    }

    private Metrics.Counter add(String version) {
        if (counters.size() >= VERSIONS_MAX || version.length() > TEXT_MAX) {
            return other;
        }
        return counters.computeIfAbsent(version, this::counter);
    }

    private Metrics.Counter counter(String version) {
        return metrics.counter(
                "etcd_server_client_requests_total",
                "The total number of client requests per client version.",
                "type",
                kind,
                "client_api_version",
                version);
    }
}
