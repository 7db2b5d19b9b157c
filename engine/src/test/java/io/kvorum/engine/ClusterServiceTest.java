package io.kvorum.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.Cluster;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberAddResponse;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.api.etcdserverpb.MemberPromoteRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveResponse;
import io.kvorum.api.etcdserverpb.MemberUpdateRequest;
import io.kvorum.engine.cluster.MemberIds;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClusterServiceTest {
    private static final String NEW_URL = EngineWorld.url(9);

    private EngineWorld world = EngineWorld.of(3);

    @Test
    void r282_r283_membersAreListedByIdWithWhatTheyPublished() {
        for (boolean linearizable : List.of(true, false)) {
            MemberListResponse list = list(2, linearizable);

            assertThat(list.getMembersList()).extracting(Member::getID).containsExactly(1L, 2L, 3L);
            assertThat(list.getMembersList()).extracting(Member::getName).containsExactly("n1", "n2", "n3");
            assertThat(list.getMembers(1).getClientURLsList()).containsExactly("http://10.0.0.2:2379");
        }
    }

    @Test
    void r20g_headersOfTheServiceHaveNoRevision() {
        MemberListResponse list = list(2, false);

        assertThat(list.getHeader().getRevision()).isZero();
        assertThat(list.getHeader().getClusterId()).isEqualTo(EngineWorld.CLUSTER_ID);
        assertThat(list.getHeader().getMemberId()).isEqualTo(2);
        assertThat(list.getHeader().getRaftTerm()).isEqualTo(2);
    }

    @Test
    void r270_r273_aMemberIsAddedThroughAnyMemberWithTheIdThatEtcdComputes() {
        for (long asked : List.of(1L, 2L)) {
            world = EngineWorld.of(3);
            MemberAddResponse added = add(asked, false, " " + NEW_URL);

            long second = world.node(asked).runtime().clock().wallMilliseconds() / 1000;
            assertThat(new MemberId(added.getMember().getID()))
                    .isIn(MemberIds.added(List.of(NEW_URL), second), MemberIds.added(List.of(NEW_URL), second - 1));
            assertThat(added.getMember().getName()).isEmpty();
            assertThat(added.getMember().getPeerURLsList()).containsExactly(NEW_URL);
            assertThat(added.getMembersList()).hasSize(4).contains(added.getMember());
            world.run(Duration.ofSeconds(1));
            assertThat(list(3, false).getMembersList()).hasSize(4);
        }
    }

    @Test
    void r272_urlsMustBeWellFormedAndFree() {
        assertRefused(() -> add(1, false), ErrorCode.MEMBER_BAD_URLS);
        for (String bad : List.of("10.0.0.9:2380", "ftp://h:1", "http://h", "http://h:1/path", "http://[::1]", "")) {
            assertRefused(() -> add(1, false, NEW_URL, bad), ErrorCode.MEMBER_BAD_URLS);
        }
        assertRefused(() -> add(2, true, EngineWorld.url(3)), ErrorCode.PEER_URL_EXISTS);
        assertThat(add(1, true, "http://[::1]:2380", "unix://socket").getMembersList())
                .hasSize(4);
    }

    @Test
    void r276_thereMayBeOneLearner() {
        MemberAddResponse added = add(2, true, NEW_URL);

        assertThat(added.getMember().getIsLearner()).isTrue();
        assertRefused(() -> add(2, true, EngineWorld.url(10)), ErrorCode.TOO_MANY_LEARNERS);
        assertThat(add(2, false, EngineWorld.url(10)).getMembersList()).hasSize(5);
    }

    @Test
    void r274_aVoterIsNotAddedWhileTooFewVotersHaveStarted() {
        add(1, false, NEW_URL);

        // Three of four have started; the fifth would make a quorum of three, the sixth one of four.
        add(1, false, EngineWorld.url(10));
        assertRefused(() -> add(1, false, EngineWorld.url(11)), ErrorCode.MEMBER_NOT_ENOUGH_STARTED);
        // A learner needs no started ones, but the same number of connected ones (R275).
        assertRefused(() -> add(1, true, EngineWorld.url(11)), ErrorCode.UNHEALTHY);
    }

    @Test
    void r274_aSecondVoterMayJoinASingleOne() {
        world = EngineWorld.of(1);

        assertThat(add(1, false, NEW_URL).getMembersList()).hasSize(2);
        assertRefused(() -> add(1, false, EngineWorld.url(10)), ErrorCode.MEMBER_NOT_ENOUGH_STARTED);
    }

    @Test
    void r275_nobodyIsAddedWhileTooFewVotersAreConnected() {
        world.network.isolate(new MemberId(3));

        assertRefused(() -> add(1, false, NEW_URL), ErrorCode.UNHEALTHY);
        assertRefused(() -> add(1, true, NEW_URL), ErrorCode.UNHEALTHY);
    }

    @Test
    void r277_r278_aMemberIsRemovedForEver() {
        assertThat(remove(2, 3).getMembersList()).extracting(Member::getID).containsExactly(1L, 2L);
        assertRefused(() -> remove(2, 3), ErrorCode.MEMBER_NOT_FOUND);
        assertRefused(() -> remove(1, 4711), ErrorCode.MEMBER_NOT_FOUND);
        assertRefused(() -> remove(1, 0), ErrorCode.MEMBER_NOT_FOUND);
    }

    @Test
    void r277_theLastVoterCannotBeRemoved() {
        world = EngineWorld.of(1);

        assertRefused(() -> remove(1, 1), ErrorCode.MEMBER_NOT_ENOUGH_STARTED);
    }

    @Test
    void r277_anUnreachableMemberMayBeRemovedButNoHealthyOneBesideIt() {
        world.network.isolate(new MemberId(3));

        assertRefused(() -> remove(1, 2), ErrorCode.UNHEALTHY);
        assertThat(remove(1, 3).getMembersList()).hasSize(2);
    }

    @Test
    void r277_removalsCountThoseThatHaveStarted() {
        add(1, false, NEW_URL);

        // Two started ones would be left of three.
        assertThat(remove(1, 2).getMembersList()).hasSize(3);
        // One started one would be left of two.
        assertRefused(() -> remove(1, 3), ErrorCode.MEMBER_NOT_ENOUGH_STARTED);
    }

    @Test
    void withoutTheStrictCheckQuorumsAreTheOperatorsBusiness() {
        world = EngineWorld.of(3, EngineWorld::withoutStrictCheck);
        world.network.isolate(new MemberId(3));

        assertThat(add(1, false, NEW_URL).getMembersList()).hasSize(4);
        assertThat(remove(1, 2).getMembersList()).hasSize(3);
    }

    @Test
    void r277_aMemberCanBeAskedToRemoveItselfThoughItNeverAppliesThat() {
        world.log.tellsRemoved = false;

        assertThat(remove(3, 3).getMembersList()).extracting(Member::getID).containsExactly(1L, 2L);
    }

    @Test
    void r280_peerUrlsChangeAndNothingElse() {
        assertThat(update(2, 3, NEW_URL).get(2).getPeerURLsList()).containsExactly(NEW_URL);
        assertThat(list(1, true).getMembers(2).getName()).isEqualTo("n3");
        assertRefused(() -> update(2, 3, EngineWorld.url(1)), ErrorCode.PEER_URL_EXISTS);
        assertThat(update(1, 3, NEW_URL)).hasSize(3);
        assertRefused(() -> update(1, 4711, NEW_URL), ErrorCode.MEMBER_NOT_FOUND);
        assertRefused(() -> update(1, 3, "nonsense"), ErrorCode.MEMBER_BAD_URLS);
    }

    @Test
    void r281_onlyALearnerThatIsInSyncIsPromoted() {
        long learner = add(1, true, NEW_URL).getMember().getID();

        assertRefused(() -> promote(2, 4711), ErrorCode.MEMBER_NOT_FOUND);
        assertRefused(() -> promote(2, 3), ErrorCode.MEMBER_NOT_LEARNER);
        assertRefused(() -> promote(2, learner), ErrorCode.LEARNER_NOT_READY);

        world.start(learner);
        world.run(Duration.ofSeconds(2));
        assertThat(promote(2, learner)).noneMatch(Member::getIsLearner).hasSize(4);
    }

    @Test
    void r281_theLeaderCountsPromotionsAndWhyTheyFailed() {
        long learner = add(1, true, NEW_URL).getMember().getID();
        assertRefused(() -> promote(2, 4711), ErrorCode.MEMBER_NOT_FOUND);
        assertRefused(() -> promote(2, 3), ErrorCode.MEMBER_NOT_LEARNER);
        assertRefused(() -> promote(1, learner), ErrorCode.LEARNER_NOT_READY);
        world.start(learner);
        world.run(Duration.ofSeconds(2));
        promote(2, learner);

        for (String reason : List.of(
                "membership: ID not found",
                "membership: can only promote a learner member",
                ErrorCode.LEARNER_NOT_READY.text())) {
            assertThat(counted(1, "etcd_server_learner_promote_failures", "Reason", reason))
                    .isEqualTo(1);
            assertThat(counted(2, "etcd_server_learner_promote_failures", "Reason", reason))
                    .isZero();
        }
        assertThat(counted(1, "etcd_server_learner_promote_successes")).isEqualTo(1);
        assertThat(counted(2, "etcd_server_learner_promote_successes")).isZero();
    }

    private long counted(long member, String name, String... labels) {
        return world.node(member).runtime().metrics().count(name, labels);
    }

    @Test
    void r285_changesAreMadeOneAfterTheOther() {
        var first = world.begin(cluster(1)::memberAdd, addition(true, NEW_URL), EngineWorld.CALLER);
        var second = world.begin(cluster(2)::memberAdd, addition(true, EngineWorld.url(10)), EngineWorld.CALLER);
        world.run(Duration.ofSeconds(1));

        assertThat(List.of(first, second)).allMatch(EngineWorld.Answer::isOver);
        assertThat(list(1, true).getMembersList()).hasSize(4);
        assertRefused(() -> List.of(first.get(), second.get()), ErrorCode.TOO_MANY_LEARNERS);
    }

    @Test
    void r285_aChangeWaitsWhileConsensusHasAnotherOneOpen() {
        world.log.refusesChanges = true;
        var added = world.begin(cluster(2)::memberAdd, addition(false, NEW_URL), EngineWorld.CALLER);
        world.run(Duration.ofSeconds(1));
        assertThat(added.isOver()).isFalse();

        world.log.refusesChanges = false;
        world.run(Duration.ofSeconds(1));
        assertThat(added.get().getMembersList()).hasSize(4);
    }

    @Test
    void r285_aChangeThatConsensusNeverTakesIsDropped() {
        world.log.refusesChanges = true;

        assertRefused(() -> add(2, false, NEW_URL), ErrorCode.PROPOSAL_DROPPED);
    }

    @Test
    void r58_withoutALeaderAChangeIsNeverHandedOver() {
        world.log.lead(null);

        assertRefused(() -> add(2, false, NEW_URL), ErrorCode.CONTEXT_DEADLINE_EXCEEDED);
        assertRefused(() -> promote(2, 3), ErrorCode.NO_LEADER);
    }

    @Test
    void r58_aChangeThatIsNotCommittedTimesOutAndMakesWayForTheNext() {
        world.log.quorum = false;
        assertRefused(() -> add(1, false, NEW_URL), ErrorCode.TIMEOUT);

        world.log.quorum = true;
        assertThat(add(1, false, NEW_URL).getMembersList()).hasSize(4);
    }

    @Test
    void aChangeIsCarriedToTheNextLeaderIfTheOldOneHadNotHandedItOver() {
        world.log.quorum = false;
        var added = world.begin(cluster(2)::memberAdd, addition(false, NEW_URL), EngineWorld.CALLER);
        world.run(Duration.ofMillis(100));

        world.log.quorum = true;
        world.log.lead(new MemberId(3));
        world.run(Duration.ofSeconds(2));
        assertThat(added.get().getMembersList()).hasSize(4);
    }

    @Test
    void aLeaderThatIsElectedAgainIsNotHeldUpByAChangeOfItsEarlierTerm() {
        world.log.losesChanges = true;
        var lost = world.begin(cluster(1)::memberAdd, addition(false, NEW_URL), EngineWorld.CALLER);
        world.run(Duration.ofMillis(100));
        world.log.losesChanges = false;
        world.log.lead(new MemberId(1));

        var next = world.begin(cluster(1)::memberAdd, addition(false, EngineWorld.url(10)), EngineWorld.CALLER);
        world.run(Duration.ofSeconds(1));
        assertThat(next.get().getMembersList()).hasSize(4);
        assertThat(lost.isOver()).isFalse();
        world.run(Duration.ofSeconds(8));
        assertRefused(lost::get, ErrorCode.TIMEOUT);
    }

    @Test
    void r284_aLearnerTellsNobodyOfTheMembers() {
        long learner = add(1, true, NEW_URL).getMember().getID();
        world.start(learner);
        world.run(Duration.ofSeconds(2));

        assertRefused(() -> list(learner, false), ErrorCode.NOT_SUPPORTED_FOR_LEARNER);
        assertRefused(() -> add(learner, false, NEW_URL), ErrorCode.NOT_SUPPORTED_FOR_LEARNER);
    }

    private Cluster cluster(long member) {
        return world.node(member).service(Cluster.class);
    }

    private MemberListResponse list(long asked, boolean linearizable) {
        return world.call(
                cluster(asked)::memberList,
                MemberListRequest.newBuilder().setLinearizable(linearizable).build());
    }

    private MemberAddResponse add(long asked, boolean learner, String... urls) {
        return world.call(cluster(asked)::memberAdd, addition(learner, urls));
    }

    private static MemberAddRequest addition(boolean learner, String... urls) {
        return MemberAddRequest.newBuilder()
                .addAllPeerURLs(List.of(urls))
                .setIsLearner(learner)
                .build();
    }

    private MemberRemoveResponse remove(long asked, long id) {
        return world.call(
                cluster(asked)::memberRemove,
                MemberRemoveRequest.newBuilder().setID(id).build());
    }

    private List<Member> update(long asked, long id, String... urls) {
        return world.call(
                        cluster(asked)::memberUpdate,
                        MemberUpdateRequest.newBuilder()
                                .setID(id)
                                .addAllPeerURLs(List.of(urls))
                                .build())
                .getMembersList();
    }

    private List<Member> promote(long asked, long id) {
        return world.call(
                        cluster(asked)::memberPromote,
                        MemberPromoteRequest.newBuilder().setID(id).build())
                .getMembersList();
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KvorumException.class,
                        failure -> assertThat(failure.code()).isEqualTo(Optional.of(code)));
    }
}
