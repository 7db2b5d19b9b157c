package io.kvorum.raft.driver;

import io.kvorum.raft.core.Envelope;
import io.kvorum.raft.core.LogFetch;
import io.kvorum.raft.core.Message;
import io.kvorum.raft.core.RaftCore;
import io.kvorum.raft.membership.DepartingMembers;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other members, as the raft lane deals with them. All methods run on the raft lane but those of the receiver. */
final class Peers implements PeerReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final String CHANNEL = "raft";

    private final MemberId self;
    private final PeerTransport transport;
    private final PeerChannel channel;
    private final Clock clock;
    private final LogFetcher fetcher;
    private final Inbox inbox;
    private final TreeMap<MemberId, Long> contacts = new TreeMap<>();
    private Membership known = Membership.EMPTY;
    private Membership told;

    /** Takes messages of other members to the raft lane; false if there is no room. */
    @FunctionalInterface
    interface Inbox {
        boolean offer(Mail mail);
    }

    Peers(MemberId self, PeerTransport transport, Clock clock, LogFetcher fetcher, Inbox inbox) {
        this.self = self;
        this.transport = transport;
        this.channel = transport.channel(CHANNEL);
        this.clock = clock;
        this.fetcher = fetcher;
        this.inbox = inbox;
    }

    /** Whom to talk to from the start; before the lanes run. */
    void begin(Membership membership) {
        channel.receive(this);
        known = membership;
        membershipChanged(membership, Optional.empty());
    }

    /**
     * Talks to these from now on, if they are others than before.
     *
     * @param leader whom this member follows
     */
    void membershipChanged(Membership membership, Optional<MemberId> leader) {
        Membership wanted =
                leader.flatMap(id -> withDepartingLeader(membership, id)).orElse(membership);
        if (!wanted.equals(told)) {
            told = wanted;
            transport.setPeers(reachable(wanted));
        }
    }

    /** A leader that is removed leads until it hears that others know of it: as long as it is followed, it is answered. */
    private Optional<Membership> withDepartingLeader(Membership membership, MemberId leader) {
        if (told == null || membership.find(leader).isPresent()) {
            return Optional.empty();
        }
        return told.find(leader).map(departing -> DepartingMembers.with(membership, List.of(departing)));
    }

    /** While a joining member reads of a past in which it was no member yet, it must still reach those of today. */
    private Membership reachable(Membership membership) {
        boolean joining =
                membership.find(self).isEmpty() && !membership.removed().contains(self);
        if (!joining) {
            return membership;
        }
        List<Member> all = new ArrayList<>(known.members());
        membership.members().stream()
                .filter(member -> known.find(member.id()).isEmpty())
                .forEach(all::add);
        return new Membership(all, membership.removed());
    }

    void send(List<Envelope> messages) {
        for (Envelope envelope : messages) {
            MessageCodec.Encoded encoded = MessageCodec.encode(envelope.message());
            channel.send(envelope.to(), urgency(envelope.message()), encoded.head(), encoded.shared());
        }
    }

    private static PeerChannel.Urgency urgency(Message message) {
        boolean bulk = message instanceof Message.AppendRequest || message instanceof Message.ForwardedProposals;
        return bulk ? PeerChannel.Urgency.BULK : PeerChannel.Urgency.URGENT;
    }

    @Override
    public void onMessage(MemberId from, Bytes encoded) {
        Message message;
        try {
            message = MessageCodec.decode(encoded);
        } catch (RuntimeException malformed) {
            LOG.warn("dropped a message of member {} that cannot be read", from, malformed);
            return;
        }
        inbox.offer(new Mail.Incoming(from, message));
    }

    @Override
    public CompletionStage<SnapshotSink> onSnapshot(MemberId from, Bytes head) {
        CompletableFuture<SnapshotSink> answer = new CompletableFuture<>();
        try {
            if (!(MessageCodec.decode(head) instanceof Message.SnapshotOffer offer)) {
                throw new IllegalArgumentException("no head of a snapshot");
            }
            if (!inbox.offer(new Mail.Offer(from, offer, answer))) {
                answer.completeExceptionally(new IllegalStateException("this member has too much to do"));
            }
        } catch (RuntimeException malformed) {
            LOG.warn("refused a snapshot of member {} whose head cannot be read", from, malformed);
            answer.completeExceptionally(malformed);
        }
        return answer;
    }

    /** Brings a snapshot to a follower. */
    CompletionStage<Void> sendSnapshot(MemberId to, Message.SnapshotOffer offer, SnapshotSource source) {
        return transport.sendSnapshot(to, CHANNEL, MessageCodec.encode(offer).head(), source);
    }

    void noteContact(MemberId from) {
        contacts.put(from, clock.nanoseconds());
    }

    void fetch(LogFetch fetch) {
        fetcher.fetch(fetch);
    }

    /** What a leader knows of the others. */
    List<ConsensusStatus.Peer> view(RaftCore core) {
        List<ConsensusStatus.Peer> peers = new ArrayList<>();
        core.followers()
                .forEach((id, progress) ->
                        peers.add(new ConsensusStatus.Peer(id, progress.match(), contacts.getOrDefault(id, 0L))));
        return peers;
    }
}
