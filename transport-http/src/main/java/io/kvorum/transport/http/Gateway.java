package io.kvorum.transport.http;

import com.google.protobuf.Message;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Services;
import io.kvorum.api.StatusCode;
import io.kvorum.spi.runtime.Clock;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The services as JSON over HTTP: finds the route, reads the request, calls the service, writes the answer. */
final class Gateway {
    private final Map<String, GatewayRoute<?, ?, ?>> routes = new HashMap<>();
    private final MessageReader reader = new MessageReader();
    private final Services services;
    private final Clock clock;
    private final int messageBytesMax;

    Gateway(Services services, Clock clock, int messageBytesMax) {
        this.services = services;
        this.clock = clock;
        this.messageBytesMax = messageBytesMax;
        GatewayRoutes.ALL.forEach(route -> routes.put(route.path(), route));
    }

    /** @param path what follows the prefix, without query */
    void handle(String path, HttpExchange exchange) {
        GatewayRoute<?, ?, ?> route = routes.get(path);
        if (route == null) {
            exchange.answer(GatewayErrors.of(StatusCode.NOT_FOUND, "Not Found"));
        } else if (!exchange.method().equals("POST")) {
            exchange.answer(GatewayErrors.of(StatusCode.UNIMPLEMENTED, "Method Not Allowed"));
        } else {
            call(route, exchange);
        }
    }

    private <S, Q extends Message, A> void call(GatewayRoute<S, Q, A> route, HttpExchange exchange) {
        S service = services.find(route.service()).orElse(null);
        if (service == null) {
            exchange.answer(GatewayErrors.of(StatusCode.UNIMPLEMENTED, "unknown service of " + route.path()));
            return;
        }
        try {
            RequestContext context = context(exchange);
            Q request = reader.read(text(exchange.body()), route.request());
            int size = request.getSerializedSize();
            if (size > messageBytesMax) {
                throw KvorumException.messageTooLarge(size, messageBytesMax);
            }
            route.method().call(service, context, request, reply(route, exchange));
        } catch (JsonSyntaxException malformed) {
            exchange.answer(GatewayErrors.of(StatusCode.INVALID_ARGUMENT, malformed.getMessage()));
        } catch (KvorumException refused) {
            exchange.answer(GatewayErrors.of(refused));
        }
    }

    private RequestContext context(HttpExchange exchange) {
        String timeout = exchange.headers().get("Grpc-Timeout");
        if (timeout == null) {
            return new GatewayContext(exchange, RequestContext.NO_DEADLINE);
        }
        long nanos = GrpcTimeout.nanoseconds(timeout);
        long now = clock.nanoseconds();
        // The service keeps deadlines too, but this client has no clock of its own to fall back on.
        Future<?> timer = exchange.home().schedule(() -> expire(exchange), nanos, TimeUnit.NANOSECONDS);
        exchange.onEnd(() -> timer.cancel(false));
        return new GatewayContext(exchange, now + Math.min(nanos, Long.MAX_VALUE / 2));
    }

    private static void expire(HttpExchange exchange) {
        exchange.answer(GatewayErrors.of(ErrorCode.CONTEXT_DEADLINE_EXCEEDED.exception()));
        exchange.abandon();
    }

    private static <A> Reply<A> reply(GatewayRoute<?, ?, A> route, HttpExchange exchange) {
        return new Reply<>() {
            @Override
            public void complete(A answer) {
                // On the event loop, not on the thread that completes: that one may be applying the log.
                exchange.answer(() -> HttpAnswer.json(
                                HttpStatus.OK,
                                MessageWriter.write(route.message().apply(answer)))
                        .with("Grpc-Metadata-Content-Type", "application/grpc"));
            }

            @Override
            public void fail(KvorumException failure) {
                exchange.answer(GatewayErrors.of(failure));
            }
        };
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw new JsonSyntaxException("invalid UTF-8", 0);
        }
    }
}
