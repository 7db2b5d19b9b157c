package io.kvorum.spi.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Connects one member with the others. Any thread; nothing blocks but {@code start} and {@code close}. */
public interface PeerTransport extends AutoCloseable {
    /** Listens. Channels should be made before, so that nothing arrives unheard. Once. */
    void start();

    /**
     * Says who belongs to the cluster; connections to others end (PEER-4). May be repeated with the same content, and
     * come before {@link #start}.
     */
    void setPeers(Membership membership);

    /**
     * The channel of this name, the same object for the same name. Several users (consensus, leases, hash checks) share a
     * transport without knowing one another.
     */
    PeerChannel channel(String name);

    /**
     * Sends a snapshot to a member's channel of this name (PEER-5), resuming where the receiver says. The source stays the
     * caller's.
     *
     * @param head what the receiving channel's handler needs to know first
     * @return completes when the receiver has everything; fails with {@link PeerCallException}
     */
    CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source);

    /** The connection to a member; empty for strangers. */
    Optional<PeerState> peerState(MemberId member);

    /** Ends all connections; may be repeated. */
    @Override
    void close();
}
