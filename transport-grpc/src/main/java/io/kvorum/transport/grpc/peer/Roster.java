package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerState;
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
final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    /** More than the members that a cluster has. */
    private static final int NEWCOMERS_MAX = 16;

    private final PeerEnvironment environment;
    private final PeerConnections connections;
    private final Map<MemberId, RemotePeer> peers = new ConcurrentHashMap<>();
    private final Set<MemberId> newcomers = new HashSet<>();
    private volatile Membership membership = Membership.EMPTY;
    private boolean closed;

    Roster(PeerEnvironment environment, PeerConnections connections) {
        this.environment = environment;
        this.connections = connections;
    }

    Membership membership() {
        return membership;
    }

    /** The member or newcomer; null if there is none of this id. */
    RemotePeer find(MemberId id) {
        return peers.get(id);
    }

    Optional<PeerState> state(MemberId id) {
        RemotePeer peer = peers.get(id);
        return peer == null || membership.find(id).isEmpty() ? Optional.empty() : Optional.of(peer.state());
    }

    /** Takes over a membership; false if it was known already. */
    synchronized boolean set(Membership newMembership) {
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
            if (!Optional.of(member.id()).equals(environment.self().memberId())) {
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
            RemotePeer peer = new RemotePeer(id, addresses, environment, connections);
            peers.put(id, peer);
            peer.start();
        }
    }

    /**
     * A member that passed the handshake begins to send: makes sure that it can be answered.
     *
     * @return false if there are too many newcomers already
     */
    synchronized boolean welcome(PeerIdentity sender) {
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
    synchronized boolean mayGoOn(MemberId id) {
        return !closed && (membership.find(id).isPresent() || newcomers.contains(id));
    }

    synchronized void close() {
        closed = true;
        peers.values().forEach(RemotePeer::close);
        peers.clear();
        newcomers.clear();
    }
}
