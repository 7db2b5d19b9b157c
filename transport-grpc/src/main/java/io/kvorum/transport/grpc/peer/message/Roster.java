package io.kvorum.transport.grpc.peer.message;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerChannel.Urgency;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.transport.grpc.peer.connection.PeerAddress;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.handshake.Door;
import io.kvorum.transport.grpc.peer.handshake.PeerIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who belongs to the cluster, as this member knows it, and the newcomers: senders of the same cluster that are not in the
 * membership and were not removed from it, since the membership may be older than they are (PEER-4). Any thread.
 */
public final class Roster implements Door.Guests {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    /** More than the members that a cluster has. */
    private static final int NEWCOMERS_MAX = 16;

    private final PeerEnvironment environment;
    private final int messageBytesMax;
    private final Counter sentToUnknown;
    private final Map<MemberId, RemotePeer> peers = new ConcurrentHashMap<>();
    private final Set<MemberId> newcomers = new HashSet<>();
    private volatile Membership membership = Membership.EMPTY;
    private boolean closed;

    public Roster(PeerEnvironment environment) {
        this.environment = environment;
        // The name and the lengths travel in the same message of gRPC.
        this.messageBytesMax = environment.settings().messageBytesMax() - 1_024;
        this.sentToUnknown = environment
                .runtime()
                .metrics()
                .counter("kvorum_peer_sent_to_unknown_total", "Messages dropped because their receiver is no member.");
    }

    @Override
    public Membership membership() {
        return membership;
    }

    /** The member or newcomer; null if there is none of this id. */
    public RemotePeer find(MemberId id) {
        return peers.get(id);
    }

    /**
     * Sends a message, or drops it (PEER-2).
     *
     * @param channel name of the channel
     * @param head the receiver's own part of the content, in front of the parts that others get too
     */
    public void send(Bytes channel, MemberId to, Urgency urgency, Bytes head, Bytes[] shared) {
        RemotePeer peer = peers.get(to);
        if (peer == null) {
            sentToUnknown.increment();
            return;
        }
        OutboundMessage message = OutboundMessage.of(channel, head, shared, messageBytesMax);
        if (message == null) {
            peer.tooLong(urgency, messageBytesMax);
        } else {
            peer.send(urgency, message);
        }
    }

    /** The connection to a member; empty for newcomers and strangers. */
    public Optional<PeerState> state(MemberId id) {
        RemotePeer peer = peers.get(id);
        return peer == null || membership.find(id).isEmpty() ? Optional.empty() : Optional.of(peer.state());
    }

    /** Takes over a membership; false if it was known already. */
    public synchronized boolean set(Membership newMembership) {
        if (closed || newMembership.equals(membership)) {
            return false;
        }
        membership = newMembership;
        newcomers.clear();
        for (MemberId id : List.copyOf(peers.keySet())) {
            if (newMembership.find(id).isEmpty()) {
                peers.remove(id).close();
            }
        }
        for (Member member : newMembership.members()) {
            if (!Optional.of(member.id()).equals(environment.handshakes().self().memberId())) {
                keep(member.id(), addresses(member.peerUrls()));
            }
        }
        return true;
    }

    private void keep(MemberId id, List<PeerAddress> addresses) {
        RemotePeer known = peers.get(id);
        if (addresses.isEmpty()) {
            LOG.warn("member {} has no peer URL that can be used", id);
        } else if (known != null) {
            known.setAddresses(addresses);
        } else {
            RemotePeer peer = new RemotePeer(id, addresses, environment);
            peers.put(id, peer);
            peer.start();
        }
    }

    @Override
    public synchronized boolean welcome(PeerIdentity sender) {
        MemberId id = sender.memberId().orElseThrow();
        List<PeerAddress> named = addresses(sender.peerUrls());
        RemotePeer known = peers.get(id);
        if (known != null && !named.isEmpty()) {
            known.hint(named);
        }
        if (closed
                || known != null
                || newcomers.contains(id)
                || membership.find(id).isPresent()) {
            return !closed;
        }
        if (newcomers.size() >= NEWCOMERS_MAX) {
            return false;
        }
        newcomers.add(id);
        LOG.info("{} is not in the membership yet that this member knows; it is heard", sender.describe());
        if (!named.isEmpty()) {
            keep(id, named);
        }
        return true;
    }

    /** What can be understood of them: an entry of the membership must not stop the others. */
    private static List<PeerAddress> addresses(List<String> urls) {
        List<PeerAddress> addresses = new ArrayList<>();
        for (String url : urls) {
            try {
                addresses.add(PeerAddress.of(url));
            } catch (ComponentException unusable) {
                LOG.warn("{}", unusable.getMessage());
            }
        }
        return addresses;
    }

    /** Whether a sender may go on after the membership changed. */
    public synchronized boolean mayGoOn(MemberId id) {
        return !closed && (membership.find(id).isPresent() || newcomers.contains(id));
    }

    /** Ends the links; nobody is known any more. */
    public synchronized void close() {
        closed = true;
        peers.values().forEach(RemotePeer::close);
        peers.clear();
        newcomers.clear();
    }
}
