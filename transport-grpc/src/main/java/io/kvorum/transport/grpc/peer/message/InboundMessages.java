package io.kvorum.transport.grpc.peer.message;

import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.handshake.Door;
import io.kvorum.transport.grpc.peer.handshake.GuardedCall;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Takes the streams of messages of other members: one per member and urgency, the newest. Any thread. */
public final class InboundMessages {
    private final PeerEnvironment environment;
    private final Roster roster;
    private final Function<Bytes, PeerReceiver> receivers;
    private final Map<Sender, InboundSender> senders = new ConcurrentHashMap<>();

    private record Sender(MemberId id, Urgency urgency) {}

    /** @param receivers who hears of a channel; null if nobody does */
    public InboundMessages(PeerEnvironment environment, Roster roster, Function<Bytes, PeerReceiver> receivers) {
        this.environment = environment;
        this.roster = roster;
        this.receivers = receivers;
    }

    /** The method of the peer port that leads here. */
    public ServerMethodDefinition<?, ?> behind(Door door) {
        return ServerMethodDefinition.create(MessageMethod.RECEIVE, door.forMembers(this::enter));
    }

    private ServerCall.Listener<InboundBatch> enter(GuardedCall call, Door.Visitor visitor) {
        Urgency urgency = Urgency.URGENT.name().equals(visitor.headers().get(MessageMethod.URGENCY))
                ? Urgency.URGENT
                : Urgency.BULK;
        Sender key = new Sender(visitor.id().orElseThrow(), urgency);
        InboundSender sender =
                senders.computeIfAbsent(key, absent -> new InboundSender(key.id(), receivers, environment.runtime()));
        call.begin();
        call.request(Integer.MAX_VALUE);
        ServerCall.Listener<InboundBatch> stream = sender.take(call);
        // The membership may have changed since the handshake, and its dismissals have missed this stream
        if (!roster.mayGoOn(key.id()) || senders.get(key) != sender) {
            sender.dismiss();
        }
        return stream;
    }

    /** Ends the streams of all who belong to the cluster no more. */
    public void dismissOthers() {
        senders.forEach((key, sender) -> {
            if (!roster.mayGoOn(key.id())) {
                sender.dismiss();
                senders.remove(key, sender);
            }
        });
    }
}
