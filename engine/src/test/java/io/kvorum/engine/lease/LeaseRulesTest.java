package io.kvorum.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseLeasesResponse;
import io.kvorum.api.etcdserverpb.LeaseStatus;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeaseRulesTest {
    private static final RequestContext CONTEXT = RequestContext.background(Runnable::run);

    private final LeaseWorld world = new LeaseWorld(1);

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private LeaseTimeToLiveResponse timeToLive(long id) {
        List<LeaseTimeToLiveResponse> answers = new ArrayList<>();
        world.reads.timeToLive(
                LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build(), collect(answers));
        return answers.get(0);
    }

    private static <T> Reply<T> collect(List<T> into) {
        return new Reply<>() {
            @Override
            public void complete(T answer) {
                into.add(answer);
            }

            @Override
            public void fail(KvorumException failure) {
                throw failure;
            }
        };
    }

    @Test
    void r120_idsAreChosenPositiveAndKeptAsWished() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(LeaseRules.grantedId(0, random)).isPositive();
        assertThat(LeaseRules.grantedId(-7, random)).isEqualTo(-7);
        world.grant(-7, 5);
        assertThatThrownBy(() -> world.grant(-7, 5)).hasMessage(ErrorCode.LEASE_EXISTS.text());
    }

    @Test
    void r121_lifetimesAreRaisedToTheMinimumAndRefusedAboveTheMaximum() {
        LeaseRules rules = LeaseRules.of(Duration.ofMillis(100), Duration.ofMillis(1000));
        assertThat(rules.lifetimeSecondsMin()).isEqualTo(2);
        assertThat(rules.grantedLifetime(-5)).isEqualTo(2);
        assertThat(rules.grantedLifetime(9_000_000_000L)).isEqualTo(9_000_000_000L);
        assertThatThrownBy(() -> rules.grantedLifetime(9_000_000_001L))
                .hasMessage(ErrorCode.LEASE_TTL_TOO_LARGE.text());
        assertThat(LeaseRules.of(Duration.ofMillis(100), Duration.ofMillis(550)).lifetimeSecondsMin())
                .isEqualTo(1);
    }

    @Test
    void r123_r135_revokeGivesTheKeysThatStillHangOnItInOrder() {
        world.grant(1, 5);
        world.grant(2, 5);
        for (String key : List.of("c", "a", "b", "d", "e")) {
            world.attach(key, 1);
        }
        world.attach("b", 2);
        world.attach("d", 0);
        assertThat(world.revoke(1)).containsExactly(utf8("a"), utf8("c"), utf8("e"));
        assertThat(world.revoke(2)).containsExactly(utf8("b"));
        assertThatThrownBy(() -> world.revoke(2)).hasMessage(ErrorCode.LEASE_NOT_FOUND.text());
        assertThat(world.rows.size()).isZero();
    }

    @Test
    void r124_r129_renewalsAreAnsweredInOrderAndTheStreamEndsWell() {
        world.clock.lead(3);
        world.grant(1, 5);
        FakeKeepAliveClient client = new FakeKeepAliveClient(world.reads);
        client.renew(1);
        client.renew(99);
        client.setReading(false);
        client.renew(1);
        client.renew(98);
        client.halfClose();
        assertThat(client.answers).containsExactly("1:5@1", "99:0@1");
        assertThat(client.completed).isFalse();
        client.setReading(true);
        assertThat(client.answers).containsExactly("1:5@1", "99:0@1", "1:5@1", "98:0@1");
        assertThat(client.completed).isTrue();
        assertThat(world.runtime.metrics().count("etcd_debugging_lease_renewed_total"))
                .isEqualTo(2);
    }

    @Test
    void r125_aRenewalOfAnExpiredLeaseWaitsForItsRevocation() {
        world.clock.lead(3);
        world.grant(1, 2);
        world.attach("a", 1);
        world.applying = false;
        world.run(4);
        FakeKeepAliveClient client = new FakeKeepAliveClient(world.reads);
        client.renew(1);
        client.renew(2);
        world.run(1);
        assertThat(client.answers).isEmpty();
        world.revoke(1);
        world.simulation.settle();
        assertThat(client.answers).containsExactly("1:0@1", "2:0@2");
    }

    @Test
    void r125_anExpiredLeaseIsNotRevivedEvenBeforeItIsLookedAt() {
        world.clock.lead(3);
        world.run(0.25);
        world.grant(1, 2);
        world.run(2.1);
        assertThat(world.proposals).isEmpty();
        FakeKeepAliveClient client = new FakeKeepAliveClient(world.reads);
        client.renew(1);
        world.simulation.settle();
        assertThat(client.answers).isEmpty();
        world.run(1);
        assertThat(client.answers).containsExactly("1:0@1");
    }

    @Test
    void r126_aFollowerAsksTheLeaderAndWaitersGoThereAfterALostLeadership() {
        world.clock.lead(3);
        world.grant(1, 2);
        world.applying = false;
        world.run(4);
        FakeKeepAliveClient client = new FakeKeepAliveClient(world.reads);
        client.renew(1);
        world.clock.follow();
        world.standing = LeaseAuthority.Standing.FOLLOWS;
        world.simulation.settle();
        client.renew(1);
        assertThat(client.answers).containsExactly("1:4711@1", "1:4711@1");
        assertThat(timeToLive(1).getTTL()).isEqualTo(4711);
    }

    @Test
    void r127_r128_aLeaderWithoutQuorumRefusesAndAnUnknownLeaseWaitsForTheIndex() {
        world.clock.lead(3);
        world.grant(1, 5);
        world.standing = LeaseAuthority.Standing.UNCONFIRMED;
        FakeKeepAliveClient confirmed = new FakeKeepAliveClient(world.reads);
        confirmed.renew(1);
        world.quorum = false;
        confirmed.renew(1);
        assertThat(confirmed.answers).containsExactly("1:5@1");
        assertThat(confirmed.failure.code()).contains(ErrorCode.NOT_PRIMARY_LESSOR);
        world.standing = LeaseAuthority.Standing.LEADS;
        world.appliedInTime = false;
        FakeKeepAliveClient late = new FakeKeepAliveClient(world.reads);
        late.renew(1);
        late.renew(2);
        assertThat(late.answers).containsExactly("1:5@1");
        assertThat(late.failure.code()).contains(ErrorCode.TIMEOUT_WAITING_FOR_APPLIED_INDEX);
    }

    @Test
    void r127_aLeaderThatSleptWhileItRenewedAsksItsQuorumBeforeItAnswers() {
        world.clock.lead(3);
        world.grant(1, 5);
        world.standingAfterFirstLook = LeaseAuthority.Standing.UNCONFIRMED;
        FakeKeepAliveClient confirmed = new FakeKeepAliveClient(world.reads);
        confirmed.renew(1);
        assertThat(confirmed.answers).containsExactly("1:5@1");

        world.standing = LeaseAuthority.Standing.LEADS;
        world.standingAfterFirstLook = LeaseAuthority.Standing.UNCONFIRMED;
        world.quorum = false;
        FakeKeepAliveClient refused = new FakeKeepAliveClient(world.reads);
        refused.renew(1);
        assertThat(refused.answers).isEmpty();
        assertThat(refused.failure.code()).contains(ErrorCode.NOT_PRIMARY_LESSOR);
    }

    @Test
    void r127_aLeaderWhoseRoundFindsAnotherLeaderAsksThatOne() {
        world.clock.lead(3);
        world.grant(1, 5);
        world.standing = LeaseAuthority.Standing.UNCONFIRMED;
        world.standingAfterFirstLook = LeaseAuthority.Standing.FOLLOWS;
        FakeKeepAliveClient client = new FakeKeepAliveClient(world.reads);
        client.renew(1);

        assertThat(client.answers).containsExactly("1:4711@1");
    }

    @Test
    void r130_timeToLiveIsRoundedDownAndAnUnknownLeaseHasNone() {
        world.clock.lead(3);
        world.simulation.settle();
        world.grant(1, 10);
        world.attach("b", 1);
        world.attach("a", 1);
        world.run(2.5);
        LeaseTimeToLiveResponse answer = timeToLive(1);
        assertThat(answer.getTTL()).isEqualTo(7);
        assertThat(answer.getGrantedTTL()).isEqualTo(10);
        assertThat(answer.getKeysList()).containsExactlyInAnyOrder(utf8("a"), utf8("b"));
        assertThat(timeToLive(2).getTTL()).isEqualTo(-1);
        assertThat(timeToLive(2).getGrantedTTL()).isZero();
    }

    @Test
    void r131_r137_aNewLeaderGivesTheFullOrTheCheckpointedTimeAndAnElection() {
        world.grant(1, 10);
        world.grant(2, 10);
        world.table.applyCheckpoint(2, 4);
        world.published();
        world.run(100);
        assertThat(world.ends).isEmpty();
        world.start();
        world.clock.lead(5);
        world.simulation.settle();
        assertThat(timeToLive(1).getTTL()).isEqualTo(11);
        assertThat(timeToLive(2).getTTL()).isEqualTo(5);
        world.run(3);
        world.clock.follow();
        world.run(60);
        assertThat(world.ends).isEmpty();
        world.clock.lead(6);
        world.simulation.settle();
        assertThat(timeToLive(1).getTTL()).isEqualTo(11);
    }

    @Test
    void r132_aNewLeaderSpreadsTheEndsOfManyLeases() {
        for (int i = 1; i <= 3_000; i++) {
            world.grant(i, 5);
        }
        world.clock.lead(3);
        world.run(60);
        assertThat(world.ends).hasSize(3_000);
        TreeMap<Long, Integer> perSecond = new TreeMap<>();
        world.ends.values().forEach(time -> perSecond.merge(time / 1_000_000_000, 1, Integer::sum));
        // One look late at most moves a lease into the next second.
        assertThat(perSecond.values()).allMatch(count -> count <= 750 * 3 / 2);
        assertThat(perSecond.lastKey() - perSecond.firstKey()).isBetween(3L, 5L);
    }

    @Test
    void r133_sixteenRevocationsAreUnderWayAndRepeatedAfterTheTimeout() {
        world.clock.lead(3);
        world.applying = false;
        for (int i = 1; i <= 40; i++) {
            world.grant(i, 2);
        }
        world.run(3);
        assertThat(world.proposals).hasSize(16);
        world.run(4);
        assertThat(world.proposals).hasSize(16);
        world.applying = true;
        world.run(4);
        assertThat(world.ends).hasSize(40);
        assertThat(world.proposals).hasSize(56);
    }

    @Test
    void r134_leasesAreListedSoonestEndFirst() {
        world.clock.lead(3);
        world.grant(1, 30);
        world.grant(2, 10);
        world.grant(3, 20);
        List<LeaseLeasesResponse> answers = new ArrayList<>();
        world.reads.leases(CONTEXT, LeaseLeasesRequest.getDefaultInstance(), collect(answers));
        assertThat(answers.get(0).getLeasesList().stream().map(LeaseStatus::getID))
                .containsExactly(2L, 3L, 1L);
    }

    @Test
    void r122_r136_leasesSurviveARestartAndTheirKeysComeBackFromThePairs() {
        world.grant(1, 10);
        world.grant(2, 10);
        world.attach("a", 1);
        world.revoke(2);
        world.start();
        assertThat(world.table.size()).isEqualTo(1);
        assertThat(world.table.reattach(utf8("a"), 1)).isTrue();
        assertThat(world.table.reattach(utf8("b"), 2)).isFalse();
        assertThat(world.revoke(1)).containsExactly(utf8("a"));
    }

    @Test
    void r138_theHeaderOfARenewalIsSampledBeforeIt() {
        world.clock.lead(3);
        world.grant(1, 5);
        world.attach("a", 1);
        FakeKeepAliveClient client = new FakeKeepAliveClient(world.reads);
        client.renew(1);
        world.revoke(1);
        client.renew(1);
        assertThat(client.answers).containsExactly("1:5@1", "1:0@2");
    }
}
