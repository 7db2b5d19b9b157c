package io.kvorum.transport.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Sink;
import io.kvorum.api.StatusCode;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The answers of a stream on their way to the client. Elements are framed on the producer's thread and written by the
 * event loop, which gathers what many streams offer. The short lock orders the producer with a stop of the server.
 */
final class CallSink<T, A> implements Sink<T> {
    private final ServerCall<?, A> call;
    private final MethodMetrics metrics;
    private final Consumer<StatusCode> handled;
    private final Function<T, A> wrap;
    private final Runnable ended;
    private volatile Runnable signal;
    private boolean headersSent;
    private boolean closed;

    CallSink(
            ServerCall<?, A> call,
            MethodMetrics metrics,
            Consumer<StatusCode> handled,
            Function<T, A> wrap,
            Runnable ended) {
        this.call = call;
        this.metrics = metrics;
        this.handled = handled;
        this.wrap = wrap;
        this.ended = ended;
    }

    @Override
    public synchronized boolean offer(T element) {
        // gRPC promises its ready signal only after it has said that it is not ready, which this question is.
        if (closed || !call.isReady()) {
            return false;
        }
        if (!headersSent) {
            headersSent = true;
            call.sendHeaders(new Metadata());
        }
        call.sendMessage(wrap.apply(element));
        metrics.sent();
        return true;
    }

    @Override
    public boolean isReady() {
        return call.isReady();
    }

    @Override
    public void onReady(Runnable newSignal) {
        signal = newSignal;
    }

    void ready() {
        Runnable current = signal;
        if (current != null) {
            current.run();
        }
    }

    @Override
    public void complete() {
        end(Status.OK, StatusCode.OK);
    }

    @Override
    public void fail(KvorumException failure) {
        end(Statuses.of(failure), failure.status());
    }

    private void end(Status status, StatusCode code) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            handled.accept(code);
            if (!headersSent && status.isOk()) {
                call.sendHeaders(new Metadata());
            }
            call.close(status, new Metadata());
        }
        ended.run();
    }

    /** The client gave up: nothing can be sent any more. */
    synchronized void gone(StatusCode code) {
        if (!closed) {
            closed = true;
            handled.accept(code);
        }
    }
}
