package io.kvorum.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Lease;
import io.kvorum.api.Sink;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.engine.EngineWorld.Answer;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseForwardingTest {
    private final EngineWorld world = EngineWorld.of(3);

    @Test
    void r126_aFollowerRenewsAtTheLeader() {
        grant(10);
        world.run(Duration.ofSeconds(6));
        Renewals renewals = keepAlive(2);
        world.run(Duration.ofMillis(100));

        assertThat(renewals.lifetimes).containsExactly(10L);
        assertThat(renewals.members).containsExactly(2L);
        world.run(Duration.ofSeconds(6));
        assertThat(timeToLive(3).getTTL()).isEqualTo(3);
    }

    @Test
    void r124_r126_anUnknownLeaseHasNoTimeLeftAtAFollowerEither() {
        Renewals renewals = keepAlive(3);
        world.run(Duration.ofSeconds(1));

        assertThat(renewals.lifetimes).containsExactly(0L);
    }

    @Test
    void r130_aFollowerTellsTheTimeLeftThatTheLeaderKnows() {
        grant(10);
        world.call(
                world.node(3).service(Kv.class)::put,
                PutRequest.newBuilder()
                        .setKey(EngineWorld.bytes("k"))
                        .setLease(1)
                        .build());
        world.run(Duration.ofMillis(2_500));

        LeaseTimeToLiveResponse answer = timeToLive(2);

        assertThat(answer.getTTL()).isEqualTo(7);
        assertThat(answer.getGrantedTTL()).isEqualTo(10);
        assertThat(answer.getKeysList()).containsExactly(EngineWorld.bytes("k"));
        assertThat(answer.getHeader().getMemberId()).isEqualTo(2);
    }

    @Test
    void r126_renewalsWaitForALeader() {
        grant(10);
        world.log.lead(null);
        world.run(Duration.ofMillis(100));
        Renewals renewals = keepAlive(2);
        world.run(Duration.ofSeconds(3));
        assertThat(renewals.lifetimes).isEmpty();

        world.log.lead(new MemberId(3));
        world.run(Duration.ofSeconds(1));
        assertThat(renewals.lifetimes).containsExactly(10L);
    }

    @Test
    void r126_withoutALeaderTheStreamEnds() {
        grant(10);
        world.log.lead(null);
        world.run(Duration.ofMillis(100));
        Renewals renewals = keepAlive(2);
        world.run(Duration.ofSeconds(8));

        assertThat(renewals.failure.code()).contains(ErrorCode.NO_LEADER);
        assertThatThrownBy(() -> timeToLive(2)).hasMessage(ErrorCode.NO_LEADER.text());
    }

    @Test
    void r126_anUnreachableLeaderEndsTheStreamInTime() {
        grant(10);
        world.network.cut(new MemberId(2), new MemberId(1));
        Renewals renewals = keepAlive(2);
        world.run(Duration.ofSeconds(8));

        assertThat(renewals.failure.code()).contains(ErrorCode.TIMEOUT);
    }

    @Test
    void r127_aReplacedLeaderThatDoesNotKnowItRenewsNothing() {
        grant(10);
        LogConsensus old = world.node(1).consensus();
        old.deluded = true;
        old.receiving = false;
        old.quorumNanoseconds = world.node(1).runtime().clock().nanoseconds();
        world.log.lead(new MemberId(3));
        world.run(Duration.ofMillis(400));
        Renewals renewals = keepAlive(1);
        world.run(Duration.ofSeconds(8));

        assertThat(renewals.lifetimes).isEmpty();
        assertThat(renewals.failure.code()).contains(ErrorCode.NOT_PRIMARY_LESSOR);
    }

    @Test
    void r131_aNewLeaderGivesTheFullTimeAndAnElectionMore() {
        grant(10);
        world.run(Duration.ofSeconds(9));
        world.log.lead(new MemberId(3));
        world.run(Duration.ofMillis(500));

        assertThat(timeToLive(1).getTTL()).isEqualTo(10);
        world.run(Duration.ofSeconds(9));
        assertThat(timeToLive(1).getTTL()).isEqualTo(1);
        world.run(Duration.ofSeconds(4));
        assertThat(timeToLive(1).getTTL()).isEqualTo(-1);
    }

    @Test
    void r192_r284_aLearnerServesNeitherLeasesNorWatches() {
        long learner = world.addLearner();
        world.start(learner);
        world.run(Duration.ofSeconds(2));

        assertThat(keepAlive(learner).failure.code()).contains(ErrorCode.NOT_SUPPORTED_FOR_LEARNER);
        assertThatThrownBy(() -> timeToLive(learner)).hasMessage(ErrorCode.NOT_SUPPORTED_FOR_LEARNER.text());
        Refusals<WatchAnswer> refusals = new Refusals<>();
        world.node(learner).service(Watch.class).open(EngineWorld.CALLER, refusals);
        assertThat(refusals.failure.code()).contains(ErrorCode.NOT_SUPPORTED_FOR_LEARNER);
    }

    private void grant(long seconds) {
        world.call(
                world.node(2).service(Lease.class)::grant,
                LeaseGrantRequest.newBuilder().setID(1).setTTL(seconds).build());
        world.run(Duration.ofMillis(10));
    }

    private Renewals keepAlive(long member) {
        Renewals renewals = new Renewals();
        KeepAliveStream stream = world.node(member).service(Lease.class).keepAlive(EngineWorld.CALLER, renewals);
        stream.request(LeaseKeepAliveRequest.newBuilder().setID(1).build());
        return renewals;
    }

    private LeaseTimeToLiveResponse timeToLive(long member) {
        Answer<LeaseTimeToLiveResponse> answer = world.begin(
                world.node(member).service(Lease.class)::timeToLive,
                LeaseTimeToLiveRequest.newBuilder().setID(1).setKeys(true).build(),
                EngineWorld.CALLER);
        world.simulation.runUntil(answer::isOver, EngineWorld.PATIENCE);
        return answer.get();
    }

    /** What a stream of renewals was answered. */
    private static final class Renewals extends Refusals<LeaseKeepAliveResponse> {
        final List<Long> lifetimes = new ArrayList<>();
        final List<Long> members = new ArrayList<>();

        @Override
        public boolean offer(LeaseKeepAliveResponse answer) {
            lifetimes.add(answer.getTTL());
            members.add(answer.getHeader().getMemberId());
            return true;
        }
    }

    /** A sink that keeps its end. */
    private static class Refusals<A> implements Sink<A> {
        KvorumException failure;

        @Override
        public boolean offer(A answer) {
            return true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void onReady(Runnable signal) {}

        @Override
        public void complete() {}

        @Override
        public void fail(KvorumException newFailure) {
            failure = newFailure;
        }
    }
}
