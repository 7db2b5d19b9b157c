package io.kvorum.transport.grpc.peer.handshake;

import io.grpc.Metadata;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.peer.PeerRefusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** This member's part in handshakes: how it introduces itself, and whom it believes who answers. Any thread. */
public final class Handshakes {
    private final PeerContext context;
    private final RefusalLog refusals;
    private volatile PeerIdentity self;

    public Handshakes(PeerContext context) {
        this.context = context;
        this.refusals = new RefusalLog(context.runtime().metrics());
        this.self = identity(List.of());
    }

    private PeerIdentity identity(List<String> urlsOfMembership) {
        if (context.clusterId() == 0) {
            return PeerIdentity.ofThisBuild(0, Optional.empty(), context.consensus(), List.of());
        }
        Set<String> peerUrls = new LinkedHashSet<>(urlsOfMembership);
        peerUrls.addAll(context.advertisedUrls());
        return PeerIdentity.ofThisBuild(
                context.clusterId(), Optional.of(context.memberId()), context.consensus(), List.copyOf(peerUrls));
    }

    /** Learns from a membership where this member can be reached. */
    public void learnOwnUrls(Membership membership) {
        self.memberId().flatMap(membership::find).ifPresent(member -> self = identity(member.peerUrls()));
    }

    public PeerIdentity self() {
        return self;
    }

    /**
     * The headers of a call or stream that begins.
     *
     * @param target who is looked for; empty if an address is called
     */
    public Metadata introduction(Optional<MemberId> target) {
        Metadata headers = new Metadata();
        self.writeTo(headers);
        target.ifPresent(id -> headers.put(PeerHeaders.TARGET, id.toString()));
        return headers;
    }

    /**
     * Judges who answered.
     *
     * @return why this member does not go on; empty if it does
     */
    public Optional<Refusal> judgeAnswer(Metadata headers, MemberId target) {
        return PeerIdentity.readFrom(headers)
                .map(answerer -> HandshakeRules.judgeAnswerer(self, answerer, target))
                .orElseGet(() -> Optional.of(
                        new Refusal(RefusalReason.NO_HANDSHAKE, "who answers there is no member of a cluster")));
    }

    /**
     * This member began, and was refused or refuses to go on: tells the operator, and the server what concerns it.
     *
     * @param other who refused or was refused, for messages
     */
    public void refused(String other, Refusal refusal) {
        refusals.wasRefused(other, refusal);
        refusal.reason()
                .forServer()
                .ifPresent(reason -> context.onRefused(new PeerRefusal(reason, refusal.sentence())));
    }

    RefusalLog refusals() {
        return refusals;
    }
}
