package io.kvorum.spi.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The transport of a member that has no peers: what is sent is lost (PEER-2), and everybody is unreachable (PEER-6). It is
 * what a server lends to an algorithm that does not use peers, and whoever tests or measures a part of a single member
 * can use it. It opens nothing and holds nothing. Any thread.
 */
public final class NoPeers implements PeerTransport {
    private static final PeerChannel CHANNEL = new NobodysChannel();

    @Override
    public void start() {
        // There is nobody to listen to.
    }

    @Override
    public void setPeers(Membership membership) {
        // The only member there can be is this one.
    }

    @Override
    public PeerChannel channel(String name) {
        return CHANNEL;
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        return CompletableFuture.failedFuture(unreachable());
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    private static PeerCallException unreachable() {
        return new PeerCallException(PeerCallException.Outcome.UNREACHABLE, "this member runs without peers");
    }

    private static final class NobodysChannel implements PeerChannel {
        @Override
        public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
            // Lost, as PEER-2 allows.
        }

        @Override
        public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
            return CompletableFuture.failedFuture(unreachable());
        }

        @Override
        public void receive(PeerReceiver receiver) {
            // Nothing will arrive.
        }
    }
}
