package io.kvorum.transport.http;

import io.kvorum.api.NodeHealth;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;

/** The pages without a state of their own. */
final class Pages {
    private Pages() {}

    /** {@code /version} (H90). */
    static HttpHandler version(NodeHealth health) {
        return exchange -> {
            if (!exchange.isGet()) {
                exchange.answer(HttpAnswer.onlyGet());
                return;
            }
            StringBuilder json = new StringBuilder("{\"etcdserver\":");
            MessageWriter.string(json, health.serverVersion());
            json.append(",\"etcdcluster\":");
            MessageWriter.string(json, health.clusterVersion().orElse("not_decided"));
            json.append(",\"storage\":");
            MessageWriter.string(json, health.storageVersion().orElse("unknown"));
            exchange.answer(HttpAnswer.json(HttpStatus.OK, json.append('}').toString()));
        };
    }

    /**
     * {@code /metrics}: collected on a lane, because that may take milliseconds.
     *
     * @param lane refuses when too many ask at once; they are told to come back
     */
    static HttpHandler metrics(Metrics metrics, Lane lane) {
        return exchange -> {
            if (!exchange.isGet() && !exchange.method().equals("HEAD")) {
                exchange.answer(HttpAnswer.onlyGet());
                return;
            }
            boolean taken = lane.offer(() -> exchange.answer(
                    HttpAnswer.of(HttpStatus.OK, "text/plain; version=0.0.4; charset=utf-8", metrics.exposition())));
            if (!taken) {
                exchange.answer(HttpAnswer.error(HttpStatus.UNAVAILABLE, "too many requests for metrics"));
            }
        };
    }
}
