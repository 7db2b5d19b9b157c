package io.kvorum.transport.grpc.peer;

import io.grpc.ServerServiceDefinition;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.transport.grpc.peer.call.InboundCalls;
import io.kvorum.transport.grpc.peer.call.OutgoingCalls;
import io.kvorum.transport.grpc.peer.connection.PeerAddress;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.connection.PeerListener;
import io.kvorum.transport.grpc.peer.connection.PeerSettings;
import io.kvorum.transport.grpc.peer.handshake.Door;
import io.kvorum.transport.grpc.peer.message.InboundMessages;
import io.kvorum.transport.grpc.peer.message.Roster;
import io.kvorum.transport.grpc.peer.snapshot.InboundSnapshots;
import io.kvorum.transport.grpc.peer.snapshot.OutgoingSnapshots;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** The peer transport {@code grpc}. */
final class GrpcPeerTransport implements PeerTransport {
    private final PeerEnvironment environment;
    private final Roster roster;
    private final ChannelTable channels = new ChannelTable();
    private final OutgoingCalls calls;
    private final OutgoingSnapshots outgoingSnapshots;
    private final InboundMessages inboundMessages;
    private final InboundCalls inboundCalls;
    private final InboundSnapshots inboundSnapshots;
    private final PeerListener listener;
    private final AtomicBoolean closed = new AtomicBoolean();

    GrpcPeerTransport(PeerSettings settings, PeerContext context) {
        // First of all: a URL that cannot be used is told before anything is opened
        List<PeerAddress> addresses =
                context.listenUrls().stream().distinct().map(PeerAddress::of).toList();
        environment = new PeerEnvironment(settings, context);
        roster = new Roster(environment);
        calls = new OutgoingCalls(environment, roster);
        outgoingSnapshots = new OutgoingSnapshots(environment, roster);
        inboundMessages = new InboundMessages(environment, roster, channels::receiver);
        inboundCalls = new InboundCalls(channels::receiver);
        inboundSnapshots = new InboundSnapshots(environment, roster, channels::receiver);
        listener = new PeerListener(environment, addresses);
    }

    @Override
    public void start() {
        Door door = new Door(environment.handshakes(), roster);
        listener.start(ServerServiceDefinition.builder(PeerMethod.SERVICE)
                .addMethod(inboundMessages.behind(door))
                .addMethod(inboundCalls.behind(door))
                .addMethod(inboundSnapshots.behind(door))
                .build());
    }

    @Override
    public void setPeers(Membership membership) {
        environment.handshakes().learnOwnUrls(membership);
        if (roster.set(membership)) {
            inboundMessages.dismissOthers();
            inboundSnapshots.dismissOthers();
            outgoingSnapshots.dismissOthers();
        }
    }

    @Override
    public PeerChannel channel(String name) {
        return channels.open(name, key -> new GrpcPeerChannel(key, roster, calls));
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        return outgoingSnapshots.send(to, channel, head, source);
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        return roster.state(member);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        calls.close();
        outgoingSnapshots.close();
        roster.close();
        listener.close();
        environment.close();
    }
}
