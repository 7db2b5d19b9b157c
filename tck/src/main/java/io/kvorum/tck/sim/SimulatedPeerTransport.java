package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerState;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One member's end of a simulated network. What arrives is handed over on lane {@code peers}. */
final class SimulatedPeerTransport implements PeerTransport {
    private static final int QUEUE = 4096;
    private static final int UNLISTED_MAX = 16;

    private final SimulatedNetwork network;
    private final PeerContext context;
    // Of this life of the node: a later one is no reason to think that this end is alive
    private final NodeRuntime runtime;
    private final Lane lane;
    private final Map<String, SimulatedPeerChannel> channels = new HashMap<>();
    private final Set<MemberId> unlisted = new TreeSet<>();
    // Where members said that they are, last: our membership may be older than theirs
    private final Map<MemberId, List<String>> hints = new TreeMap<>();
    private Membership membership = Membership.EMPTY;
    // Where this member can be reached, in its cluster's opinion, as far as it knows it, and in its operator's
    private List<String> announcedUrls;
    private boolean started;
    private boolean closed;

    SimulatedPeerTransport(SimulatedNetwork network, PeerContext context) {
        this.network = network;
        this.context = context;
        this.runtime = context.runtime();
        this.lane = runtime.lane("peers", QUEUE);
        this.announcedUrls = List.copyOf(context.advertisedUrls());
    }

    @Override
    public void start() {
        started = true;
        network.listen(this);
    }

    @Override
    public void setPeers(Membership newMembership) {
        if (!newMembership.equals(membership)) {
            unlisted.clear();
        }
        membership = newMembership;
        List<String> urls = new ArrayList<>(context.advertisedUrls());
        membership.find(memberId()).map(Member::peerUrls).ifPresent(urls::addAll);
        announcedUrls = List.copyOf(urls);
    }

    @Override
    public PeerChannel channel(String name) {
        return openChannel(name);
    }

    SimulatedPeerChannel openChannel(String name) {
        return channels.computeIfAbsent(name, absent -> new SimulatedPeerChannel(this, name));
    }

    @Override
    public CompletionStage<Void> sendSnapshot(MemberId to, String channel, Bytes head, SnapshotSource source) {
        SimulatedPeerTransport receiver = find(to);
        if (receiver == null) {
            return CompletableFuture.failedFuture(
                    new PeerCallException(Outcome.UNREACHABLE, "member " + to + " cannot be reached"));
        }
        return new SimulatedSnapshotStream(this, receiver, channel, source).send(head);
    }

    @Override
    public Optional<PeerState> peerState(MemberId member) {
        if (membership.find(member).isEmpty()) {
            return Optional.empty();
        }
        boolean connected = started && find(member) != null;
        return Optional.of(new PeerState(connected ? 1 : 0, 0));
    }

    @Override
    public void close() {
        closed = true;
        network.leave(this);
    }

    MemberId memberId() {
        return context.memberId();
    }

    List<String> listenUrls() {
        return context.listenUrls();
    }

    SimulatedNetwork network() {
        return network;
    }

    NodeRuntime runtime() {
        return runtime;
    }

    Lane lane() {
        return lane;
    }

    boolean alive() {
        return started && !closed && !(runtime instanceof SimulatedRuntime node && !node.alive());
    }

    boolean knows(MemberId member) {
        return membership.find(member).isPresent() || unlisted.contains(member);
    }

    /**
     * The end of a member or newcomer that lives and listens where it is known to be; null if there is none, or the way is
     * cut. Who has moved and not told anybody is not found.
     */
    SimulatedPeerTransport find(MemberId member) {
        Optional<Member> known = membership.find(member);
        SimulatedPeerTransport listed =
                known.isPresent() ? find(member, known.get().peerUrls()) : null;
        boolean hinted = listed == null && knows(member) && hints.containsKey(member);
        return hinted ? find(member, hints.get(member)) : listed;
    }

    private SimulatedPeerTransport find(MemberId member, List<String> urls) {
        for (String url : urls) {
            SimulatedPeerTransport found = network.find(memberId(), url);
            if (found != null && found.memberId().equals(member)) {
                return found;
            }
        }
        return null;
    }

    /** Knows no cluster yet. */
    boolean stranger() {
        return context.clusterId() == 0;
    }

    /**
     * Whether a sender is of our cluster and was not removed from it (PEER-4). One that our membership does not name yet can
     * be answered from now on.
     */
    boolean accepts(SimulatedPeerTransport sender) {
        boolean sameCluster = sender.context.clusterId() == context.clusterId()
                && sender.context.consensus().equals(context.consensus());
        if (sender.stranger() || !sameCluster || membership.removed().contains(sender.memberId())) {
            return false;
        }
        if (!knows(sender.memberId()) && unlisted.size() < UNLISTED_MAX) {
            unlisted.add(sender.memberId());
        }
        if (!sender.announcedUrls.isEmpty()) {
            hints.put(sender.memberId(), sender.announcedUrls);
        }
        return knows(sender.memberId());
    }
}
