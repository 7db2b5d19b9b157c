package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.runtime.Lane;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The snapshots that this member sends. Any thread. */
final class OutgoingSnapshots {
    /** Reads that may wait; each snapshot has one under way at most. */
    private static final int READS_MAX = 64;

    private final PeerEnvironment environment;
    private final PeerConnections connections;
    private final Roster roster;
    private final SnapshotPace pace;
    private final Lane lane;
    private final Set<OutgoingSnapshot> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OutgoingSnapshots(PeerEnvironment environment, PeerConnections connections, Roster roster) {
        this.environment = environment;
        this.connections = connections;
        this.roster = roster;
        this.pace = new SnapshotPace(
                environment.runtime().clock(), environment.settings().snapshotBytesPerSecond());
        this.lane = environment.runtime().lane("peer-snapshot-send", READS_MAX);
    }

    CompletionStage<Void> send(MemberId to, String channel, Bytes head, SnapshotSource source) {
        RemotePeer peer = closed ? null : roster.find(to);
        if (peer == null) {
            return CompletableFuture.failedFuture(
                    new PeerCallException(Outcome.UNREACHABLE, "there is no other member " + to));
        }
        OutgoingSnapshot snapshot = new OutgoingSnapshot(environment, connections, peer, channel, head, source, this);
        underWay.add(snapshot);
        PeerMetrics.Snapshots metrics = environment.metrics().snapshotsSentTo(to);
        long began = environment.nanoseconds();
        metrics.begun();
        snapshot.done().whenComplete((nothing, failure) -> {
            underWay.remove(snapshot);
            metrics.ended(failure == null, environment.nanoseconds() - began);
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
    void dismissOthers() {
        underWay.stream()
                .filter(snapshot -> roster.find(snapshot.to()) == null)
                .forEach(snapshot -> snapshot.stop("member " + snapshot.to() + " is no peer any more"));
    }

    void close() {
        closed = true;
        underWay.forEach(snapshot -> snapshot.stop("this member's transport is closed"));
    }
}
