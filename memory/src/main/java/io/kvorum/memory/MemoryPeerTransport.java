package io.kvorum.memory;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One member's end of the talk inside a process. What arrives waits in lane {@code peers} of the receiver; when that is
 * full a message is dropped and a call fails as unreachable.
 */
final class MemoryPeerTransport implements PeerTransport {
    private static final int WAITING_MAX = 4_096;
    private static final int CHUNK_BYTES = 256 * 1024;

    /** Whom the membership does not name is heard while fewer than these have been met. */
    private static final int MET_MAX = 16;

    private final ConcurrentMap<String, MemoryPeerTransport> listeners;
    private final PeerContext context;
    private final Lane lane;
    private final Lane snapshotLane;
    private final Metrics.Counter dropped;
    private final ConcurrentMap<String, MemoryPeerChannel> channels = new ConcurrentHashMap<>();
    private final ConcurrentMap<MemberId, MemoryPeerTransport> met = new ConcurrentHashMap<>();
    private volatile Membership membership = Membership.EMPTY;
    private volatile long startedNanoseconds;

    MemoryPeerTransport(ConcurrentMap<String, MemoryPeerTransport> listeners, PeerContext context) {
        this.listeners = listeners;
        this.context = context;
        this.lane = context.runtime().lane("peers", WAITING_MAX);
        this.snapshotLane = context.runtime().lane("peer-snapshots", 16);
        this.dropped = context.runtime()
                .metrics()
                .counter("kvorum_memory_peer_dropped_total", "Messages dropped because a receiver's queue was full.");
    }

    @Override
    public void start() {
        startedNanoseconds = context.runtime().clock().nanoseconds();
        for (String url : context.listenUrls()) {
            if (listeners.putIfAbsent(url, this) != null) {
                close();
                throw new ComponentException("another member of this process listens at " + url);
            }
        }
    }

    @Override
    public void setPeers(Membership newMembership) {
        if (!newMembership.equals(membership)) {
            membership = newMembership;
            met.clear();
        }
    }

    @Override
    public PeerChannel channel(String name) {
        return openChannel(name);
    }

    MemoryPeerChannel openChannel(String name) {
        return channels.computeIfAbsent(name, absent -> new MemoryPeerChannel(this, name));
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        MemoryPeerTransport receiver = find(to);
        boolean offered = receiver != null
                && receiver.accepts(this)
                && receiver.lane.offer(() -> receiver.openChannel(channel)
                        .receiver()
                        .onSnapshot(memberId(), head)
                        .whenComplete((sink, refusal) -> receiver.take(sink, refusal, source, done)));
        if (!offered) {
            done.completeExceptionally(new PeerCallException(Outcome.UNREACHABLE, "member " + to + " is not there"));
        }
        return done;
    }

    private void take(SnapshotSink sink, Throwable refusal, SnapshotSource source, CompletableFuture<Void> done) {
        if (refusal != null) {
            done.completeExceptionally(new PeerCallException(Outcome.REFUSED, String.valueOf(refusal.getMessage())));
        } else if (!snapshotLane.offer(() -> copy(source, sink, done))) {
            done.completeExceptionally(new PeerCallException(Outcome.REFUSED, "too many snapshots"));
        }
    }

    /** The writer reads: that is all the back-pressure there is to do. */
    private static void copy(SnapshotSource source, SnapshotSink sink, CompletableFuture<Void> done) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        while (source.read(sink.received(), chunk) > 0) {
            sink.write(chunk.flip());
            chunk.clear();
        }
        sink.seal().whenComplete((nothing, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(
                        new PeerCallException(Outcome.REFUSED, String.valueOf(failure.getMessage())));
            }
        });
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        return membership.find(member).map(known -> {
            MemoryPeerTransport other = find(member);
            return new PeerState(
                    other == null ? 0 : Math.max(1, Math.max(startedNanoseconds, other.startedNanoseconds)), 0);
        });
    }

    @Override
    public void close() {
        listeners.values().removeIf(listener -> listener == this);
    }

    MemberId memberId() {
        return context.memberId();
    }

    NodeRuntime runtime() {
        return context.runtime();
    }

    Lane lane() {
        return lane;
    }

    void countDropped() {
        dropped.increment();
    }

    /** Whoever listens at a URL; null if nobody does. */
    MemoryPeerTransport find(String url) {
        return listeners.get(url);
    }

    /** A member of our cluster, or a newcomer, that listens; null if there is none. */
    MemoryPeerTransport find(MemberId id) {
        return membership.find(id).map(Member::peerUrls).stream()
                .flatMap(urls -> urls.stream().map(listeners::get))
                .filter(Objects::nonNull)
                .filter(listener -> id.equals(listener.memberId()))
                .findFirst()
                .or(() -> Optional.ofNullable(met.get(id)).filter(listeners::containsValue))
                .orElse(null);
    }

    /** Knows no cluster yet. */
    boolean stranger() {
        return context.clusterId() == 0;
    }

    /**
     * Whether a sender is of our cluster and was not removed from it (PEER-4). From now on it can be answered, be it unknown
     * to the membership or elsewhere than that says (PEER-7).
     */
    boolean accepts(MemoryPeerTransport sender) {
        boolean ours = !sender.stranger()
                && sender.context.clusterId() == context.clusterId()
                && sender.context.consensus().equals(context.consensus())
                && !membership.removed().contains(sender.memberId());
        MemberId id = sender.memberId();
        boolean heard = ours && (membership.find(id).isPresent() || met.containsKey(id) || met.size() < MET_MAX);
        if (heard) {
            met.put(id, sender);
        }
        return heard;
    }
}
