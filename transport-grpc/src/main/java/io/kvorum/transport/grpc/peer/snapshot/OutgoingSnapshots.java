package io.kvorum.transport.grpc.peer.snapshot;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.message.RemotePeer;
import io.kvorum.transport.grpc.peer.message.Roster;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The snapshots that this member sends. Any thread. */
public final class OutgoingSnapshots {
    /** Reads that may wait; each snapshot has one under way at most. */
    private static final int READS_MAX = 64;

    private final PeerEnvironment environment;
    private final SnapshotMetrics metrics;
    private final Roster roster;
    private final SnapshotPace pace;
    private final Lane lane;
    private final Set<OutgoingSnapshot> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public OutgoingSnapshots(PeerEnvironment environment, Roster roster) {
        this.environment = environment;
        this.metrics = SnapshotMetrics.sent(environment.runtime().metrics());
        this.roster = roster;
        this.pace = new SnapshotPace(
                environment.runtime().clock(), environment.settings().snapshotBytesPerSecond());
        this.lane = environment.runtime().lane("peer-snapshot-send", READS_MAX);
    }

    /** See {@link io.kvorum.spi.peer.PeerTransport#sendSnapshot}. */
    public CompletionStage<Void> send(MemberId to, String channel, Bytes head, SnapshotSource source) {
        RemotePeer peer = closed ? null : roster.find(to);
        if (peer == null) {
            return CompletableFuture.failedFuture(
                    new PeerCallException(Outcome.UNREACHABLE, "there is no other member " + to));
        }
        OutgoingSnapshot snapshot = new OutgoingSnapshot(environment, peer, channel, head, source, this);
        underWay.add(snapshot);
        SnapshotMetrics.OfMember measured = metrics.of(to);
        long began = environment.nanoseconds();
        measured.begun();
        snapshot.done().whenComplete((nothing, failure) -> {
            underWay.remove(snapshot);
            measured.ended(failure == null, environment.nanoseconds() - began);
        });
        snapshot.begin();
        // The membership may have changed meanwhile
        dismissOthers();
        return snapshot.done();
    }

    Lane lane() {
        return lane;
    }

    SnapshotPace pace() {
        return pace;
    }

    /** Ends those to members that are no peers any more. */
    public void dismissOthers() {
        underWay.stream()
                .filter(snapshot -> roster.find(snapshot.to()) == null)
                .forEach(snapshot -> snapshot.stop("member " + snapshot.to() + " is no peer any more"));
    }

    /** Ends all of them. */
    public void close() {
        closed = true;
        underWay.forEach(snapshot -> snapshot.stop("this member's transport is closed"));
    }
}
