package io.kvorum.benchmarks.jmh;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A benchmark's member is alone, so nothing is ever sent. */
record NoPeers() implements PeerTransport, PeerChannel {
    @Override
    public void start() {
        // Nobody is there.
    }

    @Override
    public void setPeers(Membership membership) {
        // Nobody is there.
    }

    @Override
    public PeerChannel channel(String name) {
        return this;
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        throw new UnsupportedOperationException("a benchmark has one member");
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        return Optional.empty();
    }

    @Override
    public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
        // Nobody is there.
    }

    @Override
    public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
        throw new UnsupportedOperationException("a benchmark has one member");
    }

    @Override
    public void receive(PeerReceiver receiver) {
        // Nothing arrives.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
