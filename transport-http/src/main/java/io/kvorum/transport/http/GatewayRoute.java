package io.kvorum.transport.http;

import com.google.protobuf.Message;
import io.kvorum.api.Answer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import java.util.function.Function;

/**
 * One path of the gateway.
 *
 * @param <S> the service
 * @param <Q> the request
 * @param <A> what the service answers
 * @param path behind the prefix, for example {@code kv/put}
 * @param service under which the node offers it
 * @param request the request without content
 * @param method the service's method
 * @param message makes a message of an answer
 */
record GatewayRoute<S, Q extends Message, A>(
        String path, Class<S> service, Q request, Method<S, Q, A> method, Function<A, Message> message) {
    /** A unary method of a service. */
    @FunctionalInterface
    interface Method<S, Q, A> {
        void call(S service, RequestContext context, Q request, Reply<A> reply);
    }

    /** A path whose method answers with a message. */
    static <S, Q extends Message, A extends Message> GatewayRoute<S, Q, A> message(
            String path, Class<S> service, Q request, Method<S, Q, A> method) {
        return new GatewayRoute<>(path, service, request, method, answer -> answer);
    }

    /** A path whose method answers in wire form. */
    static <S, Q extends Message, A extends Answer<? extends Message>> GatewayRoute<S, Q, A> encoded(
            String path, Class<S> service, Q request, Method<S, Q, A> method) {
        return new GatewayRoute<>(path, service, request, method, Answer::toMessage);
    }
}
