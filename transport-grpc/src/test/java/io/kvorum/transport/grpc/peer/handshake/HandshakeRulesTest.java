package io.kvorum.transport.grpc.peer.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** PEER-4: who may talk to whom. */
class HandshakeRulesTest {
    private static final MemberId ONE = new MemberId(1);
    private static final MemberId TWO = new MemberId(2);
    private static final MemberId THREE = new MemberId(3);
    private static final Membership MEMBERS = new Membership(
            List.of(new Member(ONE, List.of("http://a:1"), false), new Member(TWO, List.of("http://b:1"), false)),
            List.of(THREE));

    private static PeerIdentity identity(MemberId id, long cluster, String consensus, int oldest, int newest) {
        return new PeerIdentity(cluster, Optional.of(id), consensus, oldest, newest, "1.0", List.of());
    }

    private static Optional<RefusalReason> judge(PeerIdentity sender, MemberId target) {
        return HandshakeRules.judgeSender(
                        identity(ONE, 7, "raft", 2, 3), MEMBERS, sender, Optional.ofNullable(target), false)
                .map(Refusal::reason);
    }

    @Test
    void peer4_eachRuleOfTheHandshakeHasItsReason() {
        assertThat(judge(identity(TWO, 7, "raft", 1, 2), ONE)).isEmpty();
        assertThat(judge(identity(TWO, 7, "raft", 3, 9), null)).isEmpty();
        assertThat(judge(identity(new MemberId(4), 7, "raft", 2, 2), ONE)).isEmpty();
        assertThat(judge(identity(TWO, 7, "raft", 4, 9), ONE)).contains(RefusalReason.VERSION);
        assertThat(judge(identity(TWO, 7, "raft", 1, 1), ONE)).contains(RefusalReason.VERSION);
        assertThat(judge(identity(TWO, 8, "raft", 2, 2), ONE)).contains(RefusalReason.CLUSTER_MISMATCH);
        assertThat(judge(identity(TWO, 7, "paxos", 2, 2), ONE)).contains(RefusalReason.CONSENSUS_MISMATCH);
        assertThat(judge(identity(THREE, 7, "raft", 2, 2), ONE)).contains(RefusalReason.REMOVED);
        assertThat(judge(identity(TWO, 7, "raft", 2, 2), TWO)).contains(RefusalReason.WRONG_TARGET);
        PeerIdentity stranger = new PeerIdentity(0, Optional.empty(), "raft", 2, 2, "1.0", List.of());
        assertThat(judge(stranger, null)).contains(RefusalReason.MEMBERS_ONLY);
    }

    @Test
    void identitiesTravelWholeAndDamagedOnesAreNone() {
        PeerIdentity sent = new PeerIdentity(
                -5, Optional.of(new MemberId(-7)), "raft", 1, 2, "1.0", List.of("http://a:1", "http://b:2"));
        Metadata headers = new Metadata();
        sent.writeTo(headers);
        assertThat(PeerIdentity.readFrom(headers)).contains(sent);
        assertThat(PeerIdentity.readFrom(new Metadata())).isEmpty();
        Metadata damaged = new Metadata();
        sent.writeTo(damaged);
        Metadata.Key<String> member = PeerHeaders.key("kvorum-member-id");
        damaged.discardAll(member);
        damaged.put(member, "nonsense");
        assertThat(PeerIdentity.readFrom(damaged)).isEmpty();
        Metadata longWinded = new Metadata();
        new PeerIdentity(-5, Optional.of(ONE), "raft", 1, 2, "1.0".repeat(50), List.of()).writeTo(longWinded);
        assertThat(PeerIdentity.readFrom(longWinded)).isEmpty();
    }
}
