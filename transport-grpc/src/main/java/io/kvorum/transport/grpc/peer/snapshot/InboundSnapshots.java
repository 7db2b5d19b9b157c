package io.kvorum.transport.grpc.peer.snapshot;

import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.handshake.Door;
import io.kvorum.transport.grpc.peer.handshake.GuardedCall;
import io.kvorum.transport.grpc.peer.handshake.Refusal;
import io.kvorum.transport.grpc.peer.handshake.RefusalReason;
import io.kvorum.transport.grpc.peer.message.Roster;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Takes snapshots of other members: one per member and channel, the newest. Any thread. */
public final class InboundSnapshots {
    /** A stream has a few parts under way, and streams are few. */
    private static final int PARTS_MAX = 1_024;

    private final PeerEnvironment environment;
    private final Roster roster;
    private final Function<Bytes, PeerReceiver> receivers;
    private final SnapshotMetrics metrics;
    private final Lane lane;
    private final Map<Sender, InboundSnapshot> current = new ConcurrentHashMap<>();

    private record Sender(MemberId id, String channel) {}

    /** @param receivers who takes snapshots of a channel; null if nobody does */
    public InboundSnapshots(PeerEnvironment environment, Roster roster, Function<Bytes, PeerReceiver> receivers) {
        this.environment = environment;
        this.roster = roster;
        this.receivers = receivers;
        this.metrics = SnapshotMetrics.received(environment.runtime().metrics());
        this.lane = environment.runtime().lane("peer-snapshot-receive", PARTS_MAX);
    }

    /** The method of the peer port that leads here. */
    public ServerMethodDefinition<?, ?> behind(Door door) {
        return ServerMethodDefinition.create(SnapshotMethod.DESCRIPTOR, door.forMembers(this::enter));
    }

    private ServerCall.Listener<SnapshotPart> enter(GuardedCall call, Door.Visitor visitor) {
        PeerReceiver receiver = receivers.apply(Bytes.utf8(visitor.channel()));
        if (receiver == null) {
            return call.turnAway(
                    new Refusal(RefusalReason.BY_RECEIVER, "nobody takes snapshots on channel " + visitor.channel()));
        }
        Sender sender = new Sender(visitor.id().orElseThrow(), visitor.channel());
        InboundSnapshot snapshot = new InboundSnapshot(
                call,
                sender.id(),
                receiver,
                lane,
                metrics.of(sender.id()),
                environment.runtime().clock(),
                ended -> current.remove(sender, ended));
        InboundSnapshot before = current.put(sender, snapshot);
        if (before != null) {
            before.stop();
        }
        if (!roster.mayGoOn(sender.id())) {
            // The membership has changed since the handshake, and its dismissals have missed this stream
            snapshot.stop();
            return snapshot;
        }
        call.begin();
        call.request(1);
        EventLoop loop = environment.loops().next();
        snapshot.signsOfLife(loop.scheduleWithFixedDelay(
                snapshot::acknowledge,
                SnapshotMethod.SIGN_OF_LIFE_SECONDS,
                SnapshotMethod.SIGN_OF_LIFE_SECONDS,
                TimeUnit.SECONDS));
        return snapshot;
    }

    /** Ends the streams of all who belong to the cluster no more. */
    public void dismissOthers() {
        current.forEach((sender, snapshot) -> {
            if (!roster.mayGoOn(sender.id())) {
                snapshot.stop();
                current.remove(sender, snapshot);
            }
        });
    }
}
