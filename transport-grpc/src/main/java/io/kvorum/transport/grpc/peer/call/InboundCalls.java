package io.kvorum.transport.grpc.peer.call;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.transport.grpc.peer.handshake.Door;
import io.kvorum.transport.grpc.peer.handshake.GuardedCall;
import io.kvorum.transport.grpc.peer.handshake.Refusal;
import io.kvorum.transport.grpc.peer.handshake.RefusalReason;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;
import java.util.Optional;
import java.util.function.Function;

/** Answers the calls of others. Any thread. */
public final class InboundCalls {
    static final MethodDescriptor<Bytes, Bytes> METHOD = PeerMethod.of("Call", MethodType.UNARY, PeerMethod.BYTES);

    private final Function<Bytes, PeerReceiver> receivers;

    /** @param receivers who answers on a channel; null if nobody does */
    public InboundCalls(Function<Bytes, PeerReceiver> receivers) {
        this.receivers = receivers;
    }

    /** The method of the peer port that leads here. */
    public ServerMethodDefinition<?, ?> behind(Door door) {
        return ServerMethodDefinition.create(METHOD, door.forCallers(this::enter));
    }

    private ServerCall.Listener<Bytes> enter(GuardedCall call, Door.Visitor visitor) {
        PeerReceiver receiver = receivers.apply(Bytes.utf8(visitor.channel()));
        if (receiver == null) {
            return call.turnAway(
                    new Refusal(RefusalReason.BY_RECEIVER, "nobody answers on channel " + visitor.channel()));
        }
        call.request(2);
        return new InboundCall(call, receiver, visitor.id());
    }

    /** One call; it is handled when it has arrived as a whole. */
    private static final class InboundCall extends ServerCall.Listener<Bytes> {
        private final GuardedCall call;
        private final PeerReceiver receiver;
        private final Optional<MemberId> from;
        private Bytes request;

        InboundCall(GuardedCall call, PeerReceiver receiver, Optional<MemberId> from) {
            this.call = call;
            this.receiver = receiver;
            this.from = from;
        }

        @Override
        public void onMessage(Bytes message) {
            request = message;
        }

        @Override
        public void onHalfClose() {
            if (request == null) {
                call.refuse(new Refusal(RefusalReason.BY_RECEIVER, "a call without a request"));
                return;
            }
            try {
                receiver.onCall(from, request).whenComplete(this::answer);
            } catch (RuntimeException refused) {
                call.refuse(Refusal.byReceiver(refused));
            }
        }

        private void answer(Bytes bytes, Throwable failure) {
            if (failure == null) {
                call.begin();
                call.send(bytes);
                call.complete();
            } else {
                call.refuse(Refusal.byReceiver(failure));
            }
        }

        @Override
        public void onCancel() {
            call.cancelled();
        }
    }
}
