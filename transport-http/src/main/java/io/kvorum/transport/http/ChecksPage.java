package io.kvorum.transport.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/** {@code /livez}, {@code /readyz} or one of their checks: lines of what holds and what does not (H95-H99). */
final class ChecksPage implements HttpHandler {
    private final List<HealthCheck> checks;

    ChecksPage(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public void handle(HttpExchange exchange) {
        if (!exchange.isGet()) {
            exchange.answer(HttpAnswer.onlyGet());
            return;
        }
        Map<String, List<String>> query = new QueryStringDecoder(exchange.uri()).parameters();
        List<String> excluded = query.getOrDefault("exclude", List.of());
        List<HealthCheck> asked = checks.stream()
                .filter(check -> !excluded.contains(check.name()))
                .toList();
        new Asking(exchange, asked, query.containsKey("verbose")).next(0);
    }

    /** One answer in the making: one check after the other, each continued by the one that ends. */
    private static final class Asking {
        private final HttpExchange exchange;
        private final List<HealthCheck> checks;
        private final boolean verbose;
        private final StringBuilder lines = new StringBuilder();
        private boolean failed;

        Asking(HttpExchange exchange, List<HealthCheck> checks, boolean verbose) {
            this.exchange = exchange;
            this.checks = checks;
            this.verbose = verbose;
        }

        void next(int index) {
            if (index == checks.size()) {
                exchange.answer(answer());
                return;
            }
            HealthCheck check = checks.get(index);
            check.run(exchange, failure -> {
                failed |= failure != null;
                lines.append(failure == null ? "[+]" : "[-]").append(check.name());
                lines.append(failure == null ? " ok" : " failed: " + failure).append('\n');
                next(index + 1);
            });
        }

        private HttpAnswer answer() {
            if (failed) {
                return HttpAnswer.error(HttpStatus.UNAVAILABLE, lines.toString());
            }
            return HttpAnswer.text(HttpStatus.OK, verbose ? lines + "ok\n" : "ok\n")
                    .with("X-Content-Type-Options", "nosniff");
        }
    }
}
