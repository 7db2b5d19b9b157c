package io.kvorum.transport.http;

import io.kvorum.api.RequestContext;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** What the gateway knows of a call: headers stand for metadata (H30). */
record GatewayContext(HttpExchange exchange, long deadlineNanos) implements RequestContext {
    private static final String METADATA = "Grpc-Metadata-";
    private static final String BEARER = "Bearer ";

    @Override
    public String peerAddress() {
        InetSocketAddress peer = exchange.peer();
        if (peer == null || peer.getAddress() == null) {
            return "";
        }
        String host = peer.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + peer.getPort();
    }

    @Override
    public List<X509Certificate> certificateChain() {
        return List.of();
    }

    @Override
    public Optional<String> token() {
        String token = exchange.headers().get(METADATA + "Token");
        if (token == null) {
            token = exchange.headers().get("Authorization", exchange.headers().get(METADATA + "Authorization"));
        }
        return Optional.ofNullable(token).map(text -> text.startsWith(BEARER) ? text.substring(BEARER.length()) : text);
    }

    @Override
    public boolean requireLeader() {
        return "true".equals(exchange.headers().get(METADATA + "Hasleader"));
    }

    @Override
    public boolean gateway() {
        return true;
    }

    @Override
    public boolean cancelled() {
        return exchange.abandoned();
    }

    @Override
    public void onCancel(Runnable action) {
        exchange.onAbandoned(action);
    }

    @Override
    public Executor homeExecutor() {
        return exchange.home();
    }

    @Override
    public OptionalLong retryId() {
        return OptionalLong.empty();
    }
}
