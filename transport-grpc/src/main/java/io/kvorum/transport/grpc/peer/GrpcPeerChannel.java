package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.transport.grpc.peer.call.OutgoingCalls;
import io.kvorum.transport.grpc.peer.message.Roster;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A channel over connections. */
final class GrpcPeerChannel implements PeerChannel {
    private final Bytes name;
    private final Roster roster;
    private final OutgoingCalls calls;
    private volatile PeerReceiver receiver;

    GrpcPeerChannel(Bytes name, Roster roster, OutgoingCalls calls) {
        this.name = name;
        this.roster = roster;
        this.calls = calls;
    }

    /** Who hears of this channel; null as long as nobody does. */
    PeerReceiver receiver() {
        return receiver;
    }

    @Override
    public void receive(PeerReceiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
        roster.send(name, to, urgency, head, shared);
    }

    @Override
    public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
        return calls.call(name.toUtf8(), to, request, timeout);
    }
}
