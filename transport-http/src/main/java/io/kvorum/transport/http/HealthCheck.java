package io.kvorum.transport.http;

import io.kvorum.spi.runtime.Metrics;
import java.util.function.Consumer;

/** One check of {@code /livez} or {@code /readyz}, with the metrics of its outcomes (H100). Safe for any thread. */
final class HealthCheck {
    private final String name;
    private final HealthProbe probe;
    private final Metrics.Counter successes;
    private final Metrics.Counter errors;
    private volatile int last;

    /** @param type of the page, {@code livez} or {@code readyz} */
    HealthCheck(String type, String name, HealthProbe probe, Metrics metrics) {
        this.name = name;
        this.probe = probe;
        this.successes = counter(metrics, type, name, "success");
        this.errors = counter(metrics, type, name, "error");
        metrics.gauge(
                "etcd_server_healthcheck",
                "The result of each kind of healthcheck.",
                () -> last,
                "type",
                type,
                "name",
                name);
    }

    private static Metrics.Counter counter(Metrics metrics, String type, String name, String status) {
        return metrics.counter(
                "etcd_server_healthchecks_total",
                "The total number of each kind of healthcheck.",
                "type",
                type,
                "name",
                name,
                "status",
                status);
    }

    String name() {
        return name;
    }

    /** @param outcome told once, on any thread: null if all is well, or what is wrong */
    void run(HttpExchange exchange, Consumer<String> outcome) {
        probe.ask(exchange, failure -> {
            last = failure == null ? 1 : 0;
            (failure == null ? successes : errors).increment();
            outcome.accept(failure);
        });
    }
}
