package io.kvorum.transport.grpc.peer.call;

import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.transport.grpc.peer.handshake.Refusal;
import io.kvorum.transport.grpc.peer.handshake.RefusalReason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One call, and the judgement of how it ended: it certainly was not handled if not even its headers were sent. */
final class OutgoingCall extends ClientCall.Listener<Bytes> {
    private final String target;
    private final Consumer<Refusal> onRefused;
    private final CompletableFuture<Bytes> answer = new CompletableFuture<>();
    private volatile boolean sent;
    private Bytes message;

    OutgoingCall(String target, Consumer<Refusal> onRefused) {
        this.target = target;
        this.onRefused = onRefused;
    }

    /** Tells this call when its headers leave. */
    ClientStreamTracer.Factory tracers() {
        return new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
                return new ClientStreamTracer() {
                    @Override
                    public void outboundHeaders() {
                        sent = true;
                    }
                };
            }
        };
    }

    void start(ClientCall<Bytes, Bytes> call, Metadata headers, Bytes request) {
        call.start(this, headers);
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
    }

    CompletableFuture<Bytes> answer() {
        return answer;
    }

    @Override
    public void onMessage(Bytes bytes) {
        message = bytes;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (status.isOk() && message != null) {
            answer.complete(message);
            return;
        }
        Optional<Refusal> refusal = Refusal.readFrom(status, trailers);
        if (refusal.isPresent()) {
            if (refusal.get().reason() != RefusalReason.BY_RECEIVER) {
                onRefused.accept(refusal.get());
            }
            fail(Outcome.REFUSED, refusal.get().sentence());
        } else if (sent) {
            fail(Outcome.UNKNOWN, "no answer from " + target + ": " + Refusal.describe(status));
        } else {
            fail(Outcome.UNREACHABLE, target + " cannot be reached: " + Refusal.describe(status));
        }
    }

    private void fail(Outcome outcome, String text) {
        answer.completeExceptionally(new PeerCallException(outcome, text));
    }
}
