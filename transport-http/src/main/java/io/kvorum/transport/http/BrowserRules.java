package io.kvorum.transport.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Set;

/** What stands before all pages because of browsers: host names, foreign origins, and their questions (H80-H82). */
final class BrowserRules implements HttpHandler {
    private static final String UNKNOWN_HOST = """

            etcd received your request, but the Host header was unrecognized.

            Two ways out:
            - Use TLS: requests over TLS are always answered.
            - Add the host name to the setting host-whitelist.

            The check protects from web pages that rebind a name of theirs to this address (CVE-2018-5702).
            """;

    private final Set<String> origins;
    private final Set<String> hosts;
    private final HttpHandler next;

    BrowserRules(Set<String> origins, Set<String> hosts, HttpHandler next) {
        this.origins = origins;
        this.hosts = hosts;
        this.next = next;
    }

    @Override
    public void handle(HttpExchange exchange) {
        if (!hosts.contains(HttpSettings.ALL) && !hosts.contains(hostName(exchange))) {
            exchange.answer(HttpAnswer.error(HttpStatus.MISDIRECTED, UNKNOWN_HOST));
            return;
        }
        String allowed = allowedOrigin(exchange);
        if (allowed != null) {
            exchange.addAnswerHeaders(
                    "Access-Control-Allow-Methods",
                    "POST, GET, OPTIONS, PUT, DELETE",
                    "Access-Control-Allow-Origin",
                    allowed,
                    "Access-Control-Allow-Headers",
                    "accept, content-type, authorization");
        }
        if (exchange.method().equals("OPTIONS")) {
            exchange.answer(HttpAnswer.empty());
        } else {
            next.handle(exchange);
        }
    }

    private String allowedOrigin(HttpExchange exchange) {
        if (origins.contains(HttpSettings.ALL)) {
            return HttpSettings.ALL;
        }
        String origin = exchange.headers().get(HttpHeaderNames.ORIGIN);
        return origin != null && origins.contains(origin) ? origin : null;
    }

    private static String hostName(HttpExchange exchange) {
        String host = exchange.headers().get(HttpHeaderNames.HOST, "");
        int port = host.lastIndexOf(':');
        boolean hasPort =
                port >= 0 && host.indexOf(']', port) < 0 && (host.startsWith("[") || host.indexOf(':') == port);
        String name = hasPort ? host.substring(0, port) : host;
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }
}
