package io.kvorum.transport.grpc.peer;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.runtime.Lane;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Takes snapshots of other members: one per member and channel, the newest. */
final class InboundSnapshots implements ServerCallHandler<SnapshotPart, Bytes> {
    /** How often a receiver says where it stands although nothing moves. */
    static final long SIGN_OF_LIFE_SECONDS = 2;

    /** A stream has a few parts under way, and streams are few. */
    private static final int PARTS_MAX = 1_024;

    private final PeerEnvironment environment;
    private final Doorkeeper doorkeeper;
    private final Roster roster;
    private final ChannelTable channels;
    private final Lane lane;
    private final Map<Sender, InboundSnapshot> current = new ConcurrentHashMap<>();

    private record Sender(MemberId id, String channel) {}

    InboundSnapshots(PeerEnvironment environment, Doorkeeper doorkeeper, Roster roster, ChannelTable channels) {
        this.environment = environment;
        this.doorkeeper = doorkeeper;
        this.roster = roster;
        this.channels = channels;
        this.lane = environment.runtime().lane("peer-snapshot-receive", PARTS_MAX);
    }

    @Override
    public ServerCall.Listener<SnapshotPart> startCall(ServerCall<SnapshotPart, Bytes> call, Metadata headers) {
        GuardedCall guarded = new GuardedCall(call, environment.self());
        Doorkeeper.Entry entry = doorkeeper.admitStream(headers);
        if (entry.refusal().isPresent()) {
            guarded.refuse(entry.refusal().get());
            return new ServerCall.Listener<>() {};
        }
        String channel = String.valueOf(headers.get(PeerMethods.CHANNEL));
        PeerReceiver receiver = channels.receiver(channel);
        if (receiver == null) {
            guarded.refuse(new Refusal(RefusalReason.BY_RECEIVER, "nobody takes snapshots on channel " + channel));
            return new ServerCall.Listener<>() {};
        }
        Sender sender = new Sender(entry.from().orElseThrow(), channel);
        InboundSnapshot snapshot = new InboundSnapshot(
                guarded,
                sender.id(),
                receiver,
                lane,
                environment.metrics().snapshotsReceivedFrom(sender.id()),
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
        guarded.begin();
        guarded.request(1);
        EventLoop loop = environment.loops().next();
        snapshot.signsOfLife(loop.scheduleWithFixedDelay(
                snapshot::acknowledge, SIGN_OF_LIFE_SECONDS, SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS));
        return snapshot;
    }

    /** Ends the streams of all who belong to the cluster no more. */
    void dismissOthers() {
        current.forEach((sender, snapshot) -> {
            if (!roster.mayGoOn(sender.id())) {
                snapshot.stop();
                current.remove(sender, snapshot);
            }
        });
    }
}
