package io.kvorum.transport.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.StatusCode;
import java.util.function.Function;

/**
 * A call with a stream of answers, and one request or many.
 *
 * @param <Q> a request
 * @param <T> an element that the service offers
 * @param <A> the answer in which it travels
 */
final class StreamCall<Q, T, A> extends GrpcCall<Q, A> {
    /** A method of a service. */
    @FunctionalInterface
    interface Method<Q, T> {
        ClientStream<Q> open(RequestContext context, Sink<T> sink);
    }

    private final CallSink<T, A> sink;
    private final OpenStreams streams;
    private ClientStream<Q> client;
    private boolean left;

    StreamCall(
            ServerCall<Inbound<Q>, A> call,
            Metadata metadata,
            CallEnvironment environment,
            MethodMetrics metrics,
            Function<T, A> wrap) {
        super(call, metadata, environment, metrics);
        this.streams = environment.streams();
        this.sink = new CallSink<>(call, metrics, this::handled, wrap, () -> streams.remove(this));
    }

    /** Gives the stream to its service; on the event loop, before anything else. */
    void open(Method<Q, T> method, KvorumException refusal) {
        streams.add(this);
        if (refusal != null) {
            sink.fail(refusal);
            return;
        }
        client = method.open(this, sink);
        call.request(1);
    }

    @Override
    public void onMessage(Inbound<Q> message) {
        metrics.received();
        if (client == null || left) {
            return;
        }
        if (message.refusal() != null) {
            metrics.receiveFailed();
            sink.fail(message.refusal());
            leave();
            return;
        }
        client.request(message.message());
        call.request(1);
    }

    @Override
    public void onHalfClose() {
        if (client != null) {
            client.halfClose();
        }
    }

    @Override
    public void onReady() {
        sink.ready();
    }

    @Override
    public void onComplete() {
        leave();
    }

    @Override
    void gone(StatusCode code) {
        sink.gone(code);
        leave();
    }

    /** Any thread: the server stops. */
    void stop() {
        sink.fail(ErrorCode.STOPPED.exception());
        home.execute(this::leave);
    }

    private void leave() {
        if (!left) {
            left = true;
            streams.remove(this);
            if (client != null) {
                client.close();
            }
        }
    }
}
