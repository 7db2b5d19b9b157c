package io.kvorum.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.peer.PeerRefusal;
import io.kvorum.spi.peer.PeerTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PEER-4: who may talk to whom, and what is said to who may not. */
class PeerHandshakeTest {
    private static final MemberId ONE = new MemberId(1);
    private static final MemberId TWO = new MemberId(2);

    private final String urlOne = LoopbackPorts.url();
    private final String urlTwo = LoopbackPorts.url();

    @Test
    void peer4_anotherClusterIsRefusedInBothDirectionsAndBothIdsAreNamed() {
        Membership both = TestMember.membership(urlOne, urlTwo);
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, 0xc2, "raft", TestMember.settings(), urlTwo)) {
            one.transport.setPeers(both);
            two.transport.setPeers(both);
            for (TestMember member : List.of(one, two)) {
                Conditions.await(() -> !member.refusals.isEmpty());
                assertThat(member.refusals.get(0).reason()).isEqualTo(PeerRefusal.Reason.CLUSTER_MISMATCH);
                assertThat(member.refusals.get(0).sentence())
                        .contains("cluster ID mismatch", "cluster c1 ", "cluster c2 ");
                assertThat(member.heard).isEmpty();
            }
        }
    }

    @Test
    void peer4_anotherConsensusIsRefused() {
        Membership both = TestMember.membership(urlOne, urlTwo);
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, TestMember.CLUSTER, "paxos", TestMember.settings(), urlTwo)) {
            one.transport.setPeers(both);
            Conditions.await(() -> !one.refusals.isEmpty());
            assertThat(one.refusals.get(0).reason()).isEqualTo(PeerRefusal.Reason.CONSENSUS_MISMATCH);
            assertThat(one.refusals.get(0).sentence()).contains("paxos", "raft");
            assertThat(two.heard).isEmpty();
        }
    }

    @Test
    void r278_aRemovedMemberIsToldSo() {
        Membership both = TestMember.membership(urlOne, urlTwo);
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, urlTwo)) {
            one.transport.setPeers(both);
            two.transport.setPeers(both);
            one.sendUntilHeard(two, "before");
            two.transport.setPeers(new Membership(
                    TestMember.membership("http://127.0.0.1:1", urlTwo)
                            .members()
                            .subList(1, 2),
                    List.of(ONE)));
            Conditions.await(() -> !one.refusals.isEmpty());
            assertThat(one.refusals.get(0).reason()).isEqualTo(PeerRefusal.Reason.REMOVED);
            assertThat(one.refusals.get(0).sentence()).contains("member 1 has been removed from cluster c1");
        }
    }

    @Test
    void peer4_whoListensAtTheUrlOfAnotherHearsNothingAndTheNextUrlIsTried() {
        String urlThree = LoopbackPorts.url();
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember wrong = TestMember.started(3, urlThree);
                TestMember two = TestMember.started(2, urlTwo)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlThree + "," + urlTwo));
            one.sendUntilHeard(two, "hello");
            assertThat(wrong.heard).isEmpty();
            assertThat(one.refusals).isEmpty();
        }
    }

    @Test
    void peer4_aNewcomerIsForgottenByTheNextMembershipAndHeardAgainIfItIsNotRemoved() {
        Membership three = TestMember.membership(urlOne, urlTwo);
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, urlTwo)) {
            two.transport.setPeers(three);
            two.sendUntilHeard(one, "first");
            one.sendUntilHeard(two, "answer");
            one.transport.setPeers(TestMember.membership(urlOne));
            two.sendUntilHeard(one, "second");
            one.transport.setPeers(three);
            two.sendUntilHeard(one, "third");
            assertThat(one.transport.peerState(TWO)).isPresent();
        }
    }

    @Test
    void peer4_aStrangerAsksBeforeItStartsAndBeforeItKnowsAnything() {
        try (TestMember one = TestMember.started(1, urlOne)) {
            one.transport.channel("members").receive(one);
            TestMember stranger = TestMember.stranger();
            try (stranger) {
                Bytes answer = stranger.transport
                        .channel("members")
                        .call(new PeerTarget.Address(urlOne), Bytes.utf8("who"), Duration.ofSeconds(60))
                        .toCompletableFuture()
                        .join();
                assertThat(answer.toUtf8()).isEqualTo("answer to who");
            }
        }
    }
}
