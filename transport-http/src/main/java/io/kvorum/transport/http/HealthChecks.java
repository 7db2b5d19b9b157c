package io.kvorum.transport.http;

import io.kvorum.api.NodeHealth;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.spi.runtime.Metrics;
import java.util.List;
import java.util.stream.Stream;

/** The checks that tell whether a member lives and whether it is to get requests (H95). */
final class HealthChecks {
    private final NodeHealth health;
    private final OneKeyRead read;
    private final Metrics metrics;

    HealthChecks(NodeHealth health, OneKeyRead read, Metrics metrics) {
        this.health = health;
        this.read = read;
        this.metrics = metrics;
    }

    /** Adds both pages, and each check as a page of its own. */
    void addTo(Router router) {
        add(router, "livez", Stream.of("serializable_read"));
        add(router, "readyz", Stream.of("data_corruption", "serializable_read", "linearizable_read", "non_learner"));
    }

    private void add(Router router, String type, Stream<String> names) {
        List<HealthCheck> checks = names.map(name -> new HealthCheck(type, name, probe(name), metrics))
                .toList();
        router.page("/" + type, new ChecksPage(checks));
        checks.forEach(check -> router.page("/" + type + "/" + check.name(), new ChecksPage(List.of(check))));
    }

    private HealthProbe probe(String name) {
        return switch (name) {
            case "data_corruption" ->
                (exchange, outcome) -> outcome.accept(isCorrupt() ? "alarm activated: CORRUPT" : null);
            case "serializable_read" -> (exchange, outcome) -> read.ask(exchange, true, outcome);
            case "linearizable_read" -> (exchange, outcome) -> read.ask(exchange, false, outcome);
            case "non_learner" ->
                (exchange, outcome) -> outcome.accept(health.isLearner() ? "not supported for learner" : null);
            default -> throw new IllegalArgumentException("no check " + name);
        };
    }

    private boolean isCorrupt() {
        return health.alarms().stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.CORRUPT);
    }
}
