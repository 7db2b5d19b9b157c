package io.kvorum.transport.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.Map;

/** Finds who answers a path. */
final class Router implements HttpHandler {
    private static final String PREFIX = "/v3/";

    /** Rewritten to {@link #PREFIX}, as etcd still does. */
    private static final String OLD_PREFIX = "/v3beta/";

    private final Map<String, HttpHandler> pages = new HashMap<>();
    private final Gateway gateway;

    /** @param gateway null if it is switched off */
    Router(Gateway gateway) {
        this.gateway = gateway;
    }

    Router page(String path, HttpHandler handler) {
        pages.put(path, handler);
        return this;
    }

    @Override
    public void handle(HttpExchange exchange) {
        String path = path(exchange.uri());
        HttpHandler page = pages.get(path);
        if (page != null) {
            page.handle(exchange);
        } else if (gateway != null && path.startsWith(PREFIX)) {
            gateway.handle(path.substring(PREFIX.length()), exchange);
        } else if (gateway != null && path.startsWith(OLD_PREFIX)) {
            gateway.handle(path.substring(OLD_PREFIX.length()), exchange);
        } else {
            exchange.answer(HttpAnswer.notFound());
        }
    }

    private static String path(String uri) {
        try {
            return new QueryStringDecoder(uri).path();
        } catch (IllegalArgumentException badEscape) {
            return "";
        }
    }
}
