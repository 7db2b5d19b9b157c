package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.runtime.Metrics.Counter;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A channel over connections. */
final class GrpcPeerChannel implements PeerChannel {
    private final Bytes name;
    private final Roster roster;
    private final OutgoingCalls calls;
    private final int messageBytesMax;
    private final Counter sentToUnknown;
    private volatile PeerReceiver receiver;

    GrpcPeerChannel(Bytes name, Roster roster, OutgoingCalls calls, PeerEnvironment environment) {
        this.name = name;
        this.roster = roster;
        this.calls = calls;
        // The name and the lengths travel in the same message of gRPC.
        this.messageBytesMax = environment.settings().messageBytesMax() - 1_024;
        this.sentToUnknown = environment.metrics().sentToUnknown();
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
        RemotePeer peer = roster.find(to);
        if (peer == null) {
            sentToUnknown.increment();
            return;
        }
        OutboundMessage message = OutboundMessage.of(name, head, shared, messageBytesMax);
        if (message == null) {
            peer.tooLong(urgency, messageBytesMax);
        } else {
            peer.send(urgency, message);
        }
    }

    @Override
    public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
        return calls.call(name.toUtf8(), to, request, timeout);
    }
}
