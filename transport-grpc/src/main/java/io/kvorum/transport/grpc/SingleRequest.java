package io.kvorum.transport.grpc;

import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Retry;
import io.kvorum.api.Sink;
import io.kvorum.api.StatusCode;

/** The client's side of a stream with one request, which begins when the client has said all. */
final class SingleRequest<Q, T> implements ClientStream<Q> {
    private final ServiceMethods.ServerStreamMethod<Q, T> method;
    private final RequestContext context;
    private final Sink<T> sink;
    private Q request;

    SingleRequest(ServiceMethods.ServerStreamMethod<Q, T> method, RequestContext context, Sink<T> sink) {
        this.method = method;
        this.context = context;
        this.sink = sink;
    }

    @Override
    public void request(Q next) {
        if (request == null) {
            request = next;
        } else {
            sink.fail(KvorumException.withText(StatusCode.INTERNAL, "more than one request in the call", Retry.NEVER));
        }
    }

    @Override
    public void halfClose() {
        if (request == null) {
            sink.fail(KvorumException.withText(StatusCode.INTERNAL, "a call without a request", Retry.NEVER));
        } else {
            method.call(context, request, sink);
        }
    }

    @Override
    public void close() {
        // The service learns of the end by the context's cancellation, or made the end itself.
    }
}
