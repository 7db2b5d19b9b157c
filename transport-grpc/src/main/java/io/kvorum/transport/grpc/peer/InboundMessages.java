package io.kvorum.transport.grpc.peer;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes the streams of messages of other members: one per member and urgency, the newest. */
final class InboundMessages implements ServerCallHandler<InboundBatch, Bytes> {
    private final PeerEnvironment environment;
    private final Doorkeeper doorkeeper;
    private final Roster roster;
    private final ChannelTable channels;
    private final Map<Sender, InboundSender> senders = new ConcurrentHashMap<>();

    private record Sender(MemberId id, Urgency urgency) {}

    InboundMessages(PeerEnvironment environment, Doorkeeper doorkeeper, Roster roster, ChannelTable channels) {
        this.environment = environment;
        this.doorkeeper = doorkeeper;
        this.roster = roster;
        this.channels = channels;
    }

    @Override
    public ServerCall.Listener<InboundBatch> startCall(ServerCall<InboundBatch, Bytes> call, Metadata headers) {
        GuardedCall guarded = new GuardedCall(call, environment.self());
        Doorkeeper.Entry entry = doorkeeper.admitStream(headers);
        if (entry.refusal().isPresent()) {
            guarded.refuse(entry.refusal().get());
            return new ServerCall.Listener<>() {};
        }
        Urgency urgency =
                Urgency.URGENT.name().equals(headers.get(PeerMethods.URGENCY)) ? Urgency.URGENT : Urgency.BULK;
        Sender key = new Sender(entry.from().orElseThrow(), urgency);
        InboundSender sender =
                senders.computeIfAbsent(key, absent -> new InboundSender(key.id(), channels, environment));
        guarded.begin();
        guarded.request(Integer.MAX_VALUE);
        ServerCall.Listener<InboundBatch> stream = sender.take(guarded);
        // The membership may have changed since the handshake, and its dismissals have missed this stream
        if (!roster.mayGoOn(key.id()) || senders.get(key) != sender) {
            sender.dismiss();
        }
        return stream;
    }

    /** Ends the streams of all who belong to the cluster no more. */
    void dismissOthers() {
        senders.forEach((key, sender) -> {
            if (!roster.mayGoOn(key.id())) {
                sender.dismiss();
                senders.remove(key, sender);
            }
        });
    }
}
