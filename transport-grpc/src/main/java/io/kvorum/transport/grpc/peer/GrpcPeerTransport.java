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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** The peer transport {@code grpc}. */
final class GrpcPeerTransport implements PeerTransport {
    private final PeerEnvironment environment;
    private final PeerConnections connections;
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
        connections = new PeerConnections(environment);
        roster = new Roster(environment, connections);
        Doorkeeper doorkeeper = new Doorkeeper(environment, roster);
        calls = new OutgoingCalls(environment, connections, roster);
        outgoingSnapshots = new OutgoingSnapshots(environment, connections, roster);
        inboundMessages = new InboundMessages(environment, doorkeeper, roster, channels);
        inboundCalls = new InboundCalls(environment, doorkeeper, channels);
        inboundSnapshots = new InboundSnapshots(environment, doorkeeper, roster, channels);
        listener = new PeerListener(environment, addresses);
    }

    @Override
    public void start() {
        listener.start(ServerServiceDefinition.builder(PeerMethods.SERVICE)
                .addMethod(PeerMethods.RECEIVE_MESSAGES, inboundMessages)
                .addMethod(PeerMethods.CALL, inboundCalls)
                .addMethod(PeerMethods.SNAPSHOT, inboundSnapshots)
                .build());
    }

    @Override
    public void setPeers(Membership membership) {
        environment.learnOwnUrls(membership);
        if (roster.set(membership)) {
            inboundMessages.dismissOthers();
            inboundSnapshots.dismissOthers();
            outgoingSnapshots.dismissOthers();
        }
    }

    @Override
    public PeerChannel channel(String name) {
        return channels.open(name, key -> new GrpcPeerChannel(key, roster, calls, environment));
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
        connections.close();
        environment.loops().close();
    }
}
