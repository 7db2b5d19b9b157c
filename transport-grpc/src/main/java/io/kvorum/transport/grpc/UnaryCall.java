package io.kvorum.transport.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Retry;
import io.kvorum.api.StatusCode;

/**
 * A call with one request and one answer. It is its own reply and its own task, so that a call costs one object; the
 * answer leaves on the connection's event loop, wherever it was completed.
 */
final class UnaryCall<Q, A> extends GrpcCall<Q, A> implements Reply<A>, Runnable {
    /** A method of a service. */
    @FunctionalInterface
    interface Method<Q, A> {
        void call(RequestContext context, Q request, Reply<A> reply);
    }

    private final Method<Q, A> method;
    private final KvorumException refusal;
    private Q request;
    private A answer;
    private KvorumException failure;
    private boolean ended;
    private boolean closed;

    UnaryCall(
            ServerCall<Inbound<Q>, A> call,
            Metadata metadata,
            CallEnvironment environment,
            MethodMetrics metrics,
            Method<Q, A> method) {
        super(call, metadata, environment, metrics);
        this.method = method;
        this.refusal = checkMetadata(metadata, environment.unaryVersions());
        // One message is right; asking for two lets a client that sends more be noticed.
        call.request(2);
    }

    @Override
    public void onMessage(Inbound<Q> message) {
        metrics.received();
        if (message.refusal() != null) {
            fail(message.refusal());
        } else if (request != null) {
            fail(KvorumException.withText(StatusCode.INTERNAL, "more than one request in a unary call", Retry.NEVER));
        } else {
            request = message.message();
        }
    }

    @Override
    public void onHalfClose() {
        if (closed) {
            return;
        }
        if (request == null) {
            fail(KvorumException.withText(StatusCode.INTERNAL, "a unary call without a request", Retry.NEVER));
        } else if (refusal != null) {
            fail(refusal);
        } else {
            method.call(this, request, this);
        }
    }

    @Override
    public void complete(A result) {
        end(result, null);
    }

    @Override
    public void fail(KvorumException error) {
        end(null, error);
    }

    private void end(A result, KvorumException error) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            answer = result;
            failure = error;
        }
        if (home.inEventLoop()) {
            run();
        } else {
            home.execute(this);
        }
    }

    /** On the event loop, once: sends what {@link #end} left. */
    @Override
    public void run() {
        if (closed) {
            return;
        }
        closed = true;
        if (failure != null) {
            handled(failure.status());
            call.close(Statuses.of(failure), new Metadata());
            return;
        }
        handled(StatusCode.OK);
        metrics.sent();
        call.sendHeaders(new Metadata());
        call.sendMessage(answer);
        call.close(Status.OK, new Metadata());
    }

    @Override
    void gone(StatusCode code) {
        if (!closed) {
            closed = true;
            handled(code);
        }
    }
}
