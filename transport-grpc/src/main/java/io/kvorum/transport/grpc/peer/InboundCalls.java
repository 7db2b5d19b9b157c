package io.kvorum.transport.grpc.peer;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import java.util.Optional;

/** Answers the calls of others. */
final class InboundCalls implements ServerCallHandler<Bytes, Bytes> {
    private final PeerEnvironment environment;
    private final Doorkeeper doorkeeper;
    private final ChannelTable channels;

    InboundCalls(PeerEnvironment environment, Doorkeeper doorkeeper, ChannelTable channels) {
        this.environment = environment;
        this.doorkeeper = doorkeeper;
        this.channels = channels;
    }

    @Override
    public ServerCall.Listener<Bytes> startCall(ServerCall<Bytes, Bytes> call, Metadata headers) {
        GuardedCall guarded = new GuardedCall(call, environment.self());
        String channel = String.valueOf(headers.get(PeerMethods.CHANNEL));
        Doorkeeper.Entry entry = doorkeeper.admitCall(headers, channel);
        PeerReceiver receiver = channels.receiver(channel);
        if (entry.refusal().isPresent()) {
            guarded.refuse(entry.refusal().get());
            return new ServerCall.Listener<>() {};
        }
        if (receiver == null) {
            guarded.refuse(new Refusal(RefusalReason.BY_RECEIVER, "nobody answers on channel " + channel));
            return new ServerCall.Listener<>() {};
        }
        guarded.request(2);
        return new InboundCall(guarded, receiver, entry.from());
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
