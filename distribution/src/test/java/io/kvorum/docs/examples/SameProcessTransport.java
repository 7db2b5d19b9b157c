package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Lane;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** One member's end. What arrives waits in a bounded lane of the receiver; when that is full, it is lost (PEER-2). */
final class SameProcessTransport implements PeerTransport {
    private static final int WAITING_MAX = 4_096;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int MET_MAX = 16;

    private final ConcurrentMap<String, SameProcessTransport> listeners;
    private final PeerContext context;
    private final Lane arrivals;
    private final Lane snapshots;
    private final ConcurrentMap<String, Channel> channels = new ConcurrentHashMap<>();
    private final ConcurrentMap<MemberId, SameProcessTransport> met = new ConcurrentHashMap<>();
    private volatile Membership membership = Membership.EMPTY;

    SameProcessTransport(ConcurrentMap<String, SameProcessTransport> listeners, PeerContext context) {
        this.listeners = listeners;
        this.context = context;
        this.arrivals = context.runtime().lane("peer-arrivals", WAITING_MAX);
        this.snapshots = context.runtime().lane("peer-snapshots", 4);
    }

    @Override
    public void start() {
        for (String url : context.listenUrls()) {
            if (listeners.putIfAbsent(url, this) != null) {
                throw new ComponentException("another member listens at " + url);
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
        return open(name);
    }

    private Channel open(String name) {
        return channels.computeIfAbsent(name, Channel::new);
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        return membership.find(member).map(known -> new PeerState(find(member).isPresent() ? 1 : 0, 0));
    }

    @Override
    public void close() {
        listeners.values().removeIf(listener -> listener == this);
    }

    private Optional<SameProcessTransport> find(MemberId id) {
        return membership.find(id).stream()
                .flatMap(member -> member.peerUrls().stream())
                .flatMap(url -> Optional.ofNullable(listeners.get(url)).stream())
                .filter(listener -> listener.context.memberId().equals(id))
                .findFirst()
                .or(() -> Optional.ofNullable(met.get(id)).filter(listeners::containsValue));
    }

    /**
     * PEER-4: who is of our cluster and was not removed is heard, and can be answered from now on, a newcomer as well as a
     * member that has moved (PEER-7).
     */
    private boolean knows(SameProcessTransport sender) {
        MemberId id = sender.context.memberId();
        boolean ours = !sender.stranger()
                && sender.context.clusterId() == context.clusterId()
                && sender.context.consensus().equals(context.consensus())
                && !membership.removed().contains(id);
        boolean heard = ours && (membership.find(id).isPresent() || met.containsKey(id) || met.size() < MET_MAX);
        if (heard) {
            met.put(id, sender);
        }
        return heard;
    }

    private boolean stranger() {
        return context.clusterId() == 0;
    }

    /** PEER-5: the sink's pace is the pace of the copy, on a lane that carries nothing else. */
    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        MemberId self = context.memberId();
        boolean offered = find(to).filter(target -> target.knows(this))
                .map(target -> target.arrivals.offer(() -> target.open(channel)
                        .receiver
                        .onSnapshot(self, head)
                        .whenComplete((sink, refusal) -> {
                            if (refusal != null || !target.snapshots.offer(() -> copy(source, sink, done))) {
                                fail(done, Outcome.REFUSED, "snapshot refused: " + refusal);
                            }
                        })))
                .orElse(false);
        if (!offered) {
            fail(done, Outcome.UNREACHABLE, "nobody there: " + to);
        }
        return done;
    }

    private static void copy(SnapshotSource source, SnapshotSink sink, CompletableFuture<Void> done) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        while (source.read(sink.received(), chunk) > 0) { // from where the receiver stands: resumes
            sink.write(chunk.flip());
            chunk.clear();
        }
        sink.seal().whenComplete((nothing, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                fail(done, Outcome.REFUSED, "snapshot is damaged: " + failure.getMessage());
            }
        });
    }

    private static void fail(CompletableFuture<?> future, Outcome outcome, String message) {
        future.completeExceptionally(new PeerCallException(outcome, message));
    }

    private final class Channel implements PeerChannel {
        private final String name;
        private volatile PeerReceiver receiver = (from, message) -> {};

        Channel(String name) {
            this.name = name;
        }

        @Override
        public void receive(PeerReceiver newReceiver) {
            receiver = newReceiver;
        }

        /** PEER-1: offers and forgets. One lane per receiver keeps the order that PEER-3 asks for. */
        @Override
        public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
            MemberId self = context.memberId();
            find(to).filter(target -> target.knows(SameProcessTransport.this)).ifPresent(target -> {
                Bytes message = joined(head, shared);
                target.arrivals.offer(() -> target.open(name).receiver.onMessage(self, message));
            });
        }

        @Override
        public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
            CompletableFuture<Bytes> answer = new CompletableFuture<>();
            Optional<SameProcessTransport> target = to instanceof PeerTarget.Known known
                    ? find(known.id())
                    : Optional.ofNullable(listeners.get(((PeerTarget.Address) to).url()));
            if (target.isEmpty() || !target.get().arrivals.offer(() -> handle(target.get(), request, answer))) {
                fail(answer, Outcome.UNREACHABLE, "nobody there: " + to); // PEER-6: certainly not handled
                return answer;
            }
            Cancellable deadline = context.runtime()
                    .schedule(arrivals, timeout, () -> fail(answer, Outcome.UNKNOWN, "no answer in time: " + to));
            answer.whenComplete((bytes, failure) -> deadline.cancel());
            return answer;
        }

        private void handle(SameProcessTransport target, Bytes request, CompletableFuture<Bytes> answer) {
            boolean known = target.knows(SameProcessTransport.this);
            boolean open = stranger() && (name.equals("members") || name.equals("version"));
            if (!known && !open) {
                fail(answer, Outcome.REFUSED, "channel " + name + " is for members");
                return;
            }
            Optional<MemberId> from = known ? Optional.of(context.memberId()) : Optional.empty();
            target.open(name).receiver.onCall(from, request).whenComplete((bytes, failure) -> {
                if (failure == null) {
                    answer.complete(bytes);
                } else {
                    fail(answer, Outcome.REFUSED, String.valueOf(failure.getMessage()));
                }
            });
        }

        private Bytes joined(Bytes head, Bytes... shared) {
            int length = head.length();
            for (Bytes part : shared) {
                length += part.length();
            }
            ByteBuffer message = ByteBuffer.allocate(length).put(head.toByteBuffer());
            for (Bytes part : shared) {
                message.put(part.toByteBuffer());
            }
            return Bytes.wrap(message.array());
        }
    }
}
// endregion
