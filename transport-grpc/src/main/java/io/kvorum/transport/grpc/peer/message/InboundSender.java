package io.kvorum.transport.grpc.peer.message;

import io.grpc.ServerCall;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.transport.grpc.peer.handshake.GuardedCall;
import io.kvorum.transport.grpc.peer.message.InboundBatch.InboundMessage;
import java.util.function.Function;

/**
 * Hands on what one member sends with one urgency, one message at a time. A new stream of the member takes the place of
 * the old one, of whose end this side may not have heard; what the old one still holds is dropped.
 */
final class InboundSender {
    private final MemberId from;
    private final Function<Bytes, PeerReceiver> receivers;
    private final NodeRuntime runtime;
    private final Counter receivedBytes;
    /** Messages whom nobody hears here, or that cannot be read. */
    private final Counter failures;

    private Stream current;

    InboundSender(MemberId from, Function<Bytes, PeerReceiver> receivers, NodeRuntime runtime) {
        this.from = from;
        this.receivers = receivers;
        this.runtime = runtime;
        this.receivedBytes = runtime.metrics()
                .counter(
                        "etcd_network_peer_received_bytes_total",
                        "The total number of bytes received from peers.",
                        "From",
                        from.toString());
        this.failures = runtime.metrics()
                .counter(
                        "etcd_network_peer_received_failures_total",
                        "The total number of receive failures from peers.",
                        "From",
                        from.toString());
    }

    synchronized ServerCall.Listener<InboundBatch> take(GuardedCall call) {
        dismiss();
        current = new Stream(call);
        return current;
    }

    /** Ends the stream; nothing of it is handed on after the return. */
    synchronized void dismiss() {
        if (current != null) {
            current.call.abort("another connection of this member took its place, or it is no member any more");
            current = null;
        }
    }

    private synchronized void deliver(Stream stream, InboundBatch batch) {
        if (stream != current) {
            return;
        }
        receivedBytes.add(batch.encodedBytes());
        for (InboundMessage message : batch.messages()) {
            deliver(stream, message);
        }
        if (batch.malformed()) {
            failures.increment();
            dismiss();
        }
    }

    private void deliver(Stream stream, InboundMessage message) {
        if (message.channel().isEmpty()) {
            stream.call.send(pong(message));
            return;
        }
        PeerReceiver receiver = receivers.apply(message.channel());
        if (receiver == null) {
            failures.increment();
            return;
        }
        try {
            receiver.onMessage(from, message.content());
        } catch (RuntimeException defect) {
            runtime.halt("a receiver of peer messages failed", defect);
        }
    }

    private static Bytes pong(InboundMessage ping) {
        return ping.content();
    }

    private synchronized void ended(Stream stream) {
        stream.call.cancelled();
        if (stream == current) {
            current = null;
        }
    }

    private final class Stream extends ServerCall.Listener<InboundBatch> {
        private final GuardedCall call;

        Stream(GuardedCall call) {
            this.call = call;
        }

        @Override
        public void onMessage(InboundBatch batch) {
            deliver(this, batch);
        }

        @Override
        public void onHalfClose() {
            call.complete();
        }

        @Override
        public void onCancel() {
            ended(this);
        }

        @Override
        public void onComplete() {
            ended(this);
        }
    }
}
