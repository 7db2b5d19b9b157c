package io.kvorum.transport.http;

import io.kvorum.api.NodeHealth;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.spi.runtime.Metrics;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;

/** {@code /health}: alarms, then the leader, then a read (H91-H94). */
final class HealthPage implements HttpHandler {
    private final NodeHealth health;
    private final OneKeyRead read;
    private final Metrics.Counter successes;
    private final Metrics.Counter failures;

    HealthPage(NodeHealth health, OneKeyRead read, Metrics metrics) {
        this.health = health;
        this.read = read;
        this.successes = metrics.counter("etcd_server_health_success", "The total number of successful health checks");
        this.failures = metrics.counter("etcd_server_health_failures", "The total number of failed health checks");
    }

    @Override
    public void handle(HttpExchange exchange) {
        if (!exchange.isGet()) {
            exchange.answer(HttpAnswer.onlyGet());
            return;
        }
        QueryStringDecoder query = new QueryStringDecoder(exchange.uri());
        List<String> excluded = query.parameters().getOrDefault("exclude", List.of());
        boolean serializable = query.parameters()
                .getOrDefault("serializable", List.of(""))
                .get(0)
                .equals("true");
        String alarm = alarm(excluded);
        if (alarm != null) {
            fail(exchange, alarm);
        } else if (!serializable && !health.hasLeader()) {
            fail(exchange, "RAFT NO LEADER");
        } else {
            read.ask(exchange, serializable, failure -> {
                if (failure == null) {
                    succeed(exchange);
                } else {
                    fail(exchange, "RANGE ERROR:" + failure);
                }
            });
        }
    }

    private String alarm(List<String> excluded) {
        for (AlarmMember member : health.alarms()) {
            AlarmType type = member.getAlarm();
            if (!excluded.contains(type.name())) {
                return type == AlarmType.NOSPACE || type == AlarmType.CORRUPT
                        ? "ALARM " + type.name()
                        : "ALARM UNKNOWN";
            }
        }
        return null;
    }

    private void succeed(HttpExchange exchange) {
        successes.increment();
        exchange.answer(HttpAnswer.text(HttpStatus.OK, "{\"health\":\"true\",\"reason\":\"\"}"));
    }

    private void fail(HttpExchange exchange, String reason) {
        failures.increment();
        StringBuilder json = new StringBuilder("{\"health\":\"false\",\"reason\":");
        MessageWriter.string(json, reason);
        exchange.answer(
                HttpAnswer.error(HttpStatus.UNAVAILABLE, json.append('}').toString()));
    }
}
