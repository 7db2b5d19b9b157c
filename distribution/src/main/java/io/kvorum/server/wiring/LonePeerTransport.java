package io.kvorum.server.wiring;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The transport of a member that has no peers: everybody is unreachable, which PEER-2 and PEER-6 allow. */
final class LonePeerTransport implements PeerTransport {
    private final PeerChannel channel = new LoneChannel();

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
        return channel;
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channelName, Bytes head, SnapshotSource source) {
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

    private static final class LoneChannel implements PeerChannel {
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
