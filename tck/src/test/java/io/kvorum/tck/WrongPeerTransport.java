package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** A right transport with one flaw before it. */
final class WrongPeerTransport implements PeerTransport {
    private final PeerTransport right;
    private final PeerFlaw flaw;
    private final Map<String, PeerChannel> channels = new TreeMap<>();
    private Membership membership = Membership.EMPTY;

    WrongPeerTransport(PeerTransport right, PeerFlaw flaw) {
        this.right = right;
        this.flaw = flaw;
    }

    @Override
    public void start() {
        right.start();
    }

    @Override
    public void setPeers(Membership newMembership) {
        membership = newMembership;
        right.setPeers(
                flaw == PeerFlaw.PEER_4_HEARS_THE_REMOVED
                        ? new Membership(newMembership.members(), List.of())
                        : newMembership);
    }

    @Override
    public PeerChannel channel(String name) {
        return channels.computeIfAbsent(
                name, absent -> new WrongPeerChannel(right.channel(name), flaw, this::isMember));
    }

    private boolean isMember(MemberId id) {
        return membership.find(id).isPresent();
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        return right.sendSnapshot(to, channel, head, source);
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        return right.peerState(member);
    }

    @Override
    public void close() {
        right.close();
    }
}
