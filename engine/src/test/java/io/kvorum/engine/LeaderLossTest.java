package io.kvorum.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.Cluster;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.engine.EngineWorld.Answer;
import io.kvorum.engine.cluster.OwnRemoval;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LeaderLossTest {
    private final EngineWorld world = EngineWorld.of(3);

    @Test
    void r58_aWriteWithoutALeaderIsProposedAsSoonAsThereIsOne() {
        world.log.lead(null);
        world.run(Duration.ofMillis(100));
        Answer<?> put = put(2);
        world.run(Duration.ofSeconds(2));
        assertThat(put.isOver()).isFalse();

        world.log.lead(new MemberId(3));
        world.run(Duration.ofMillis(100));

        assertThat(put.isOver()).isTrue();
        put.get();
    }

    @Test
    void r58_aWriteThatNobodyTookEndsAsADeadline() {
        world.log.lead(null);
        world.run(Duration.ofMillis(100));
        Answer<?> put = put(2);
        world.run(Duration.ofSeconds(8));

        assertRefused(put::get, ErrorCode.CONTEXT_DEADLINE_EXCEEDED);
    }

    @Test
    void r58_aWriteWhoseFateIsUnknownIsNotProposedAgain() {
        world.log.quorum = false;
        Answer<?> put = put(1);
        world.run(Duration.ofMillis(500));
        world.log.quorum = true;
        world.log.lead(new MemberId(3));
        world.run(Duration.ofSeconds(8));

        assertRefused(put::get, ErrorCode.TIMEOUT_DUE_TO_LEADER_FAILURE);
    }

    @Test
    void aWriteThatTimesOutTellsOfALostConnection() {
        world.log.quorum = false;
        world.network.isolate(new MemberId(1));
        Answer<?> atLeader = put(1);
        Answer<?> atFollower = put(2);
        Answer<?> between = put(3);
        world.run(Duration.ofSeconds(8));

        assertRefused(atLeader::get, ErrorCode.TIMEOUT_DUE_TO_CONNECTION_LOST);
        assertRefused(atFollower::get, ErrorCode.TIMEOUT_DUE_TO_CONNECTION_LOST);
        assertRefused(between::get, ErrorCode.TIMEOUT_DUE_TO_CONNECTION_LOST);
    }

    @Test
    void r58_aWriteThatIsNotCommittedInTimeTimesOut() {
        world.log.quorum = false;
        Answer<?> put = put(2);
        world.run(Duration.ofSeconds(8));

        assertRefused(put::get, ErrorCode.TIMEOUT);
    }

    @Test
    void r37_aReadHearsOfTheNextLeaderAtOnce() {
        world.log.quorum = false;
        Answer<?> read = read(2, false);
        world.run(Duration.ofMillis(100));
        world.log.lead(null);
        world.run(Duration.ofSeconds(1));
        assertThat(read.isOver()).isFalse();

        world.log.lead(new MemberId(3));
        world.run(Duration.ofMillis(100));
        assertRefused(read::get, ErrorCode.LEADER_CHANGED);
    }

    @Test
    void r36_r37_withoutALeaderReadsTimeOutUnlessTheyAreSerializable() {
        world.log.lead(null);
        Answer<?> linearizable = read(2, false);
        Answer<?> serializable = read(2, true);
        world.run(Duration.ofSeconds(8));

        serializable.get();
        assertRefused(linearizable::get, ErrorCode.TIMEOUT);
    }

    @Test
    void r279_aMemberThatAppliesItsRemovalStopsAMomentLater() {
        removeMemberThree();
        world.run(Duration.ofMillis(500));
        assertThat(world.node(3).engine().isRemoved()).isTrue();
        assertThat(world.node(3).runtime().halted()).isNull();

        world.run(Duration.ofSeconds(1));
        assertThat(world.node(3).runtime().halted().reason()).isEqualTo(OwnRemoval.REASON);
        assertThat(world.node(1).engine().isRemoved()).isFalse();
        assertThat(world.node(1).runtime().halted()).isNull();
    }

    /** Those who remain may not know of the removal, and need its vote. */
    @Test
    void r279_aRemovedMemberThatKnowsOfNoOtherLeaderStaysForAWhile() {
        removeMemberThree();
        world.log.lead(null);
        world.run(Duration.ofSeconds(60));
        assertThat(world.node(3).runtime().halted()).isNull();

        world.log.lead(new MemberId(2));
        world.run(Duration.ofSeconds(2));
        assertThat(world.node(3).runtime().halted().reason()).isEqualTo(OwnRemoval.REASON);
    }

    @Test
    void r279_aRemovedMemberStopsAtLastThoughNobodyLeads() {
        removeMemberThree();
        world.log.lead(null);
        world.run(Duration.ofSeconds(122));
        assertThat(world.node(3).runtime().halted().reason()).isEqualTo(OwnRemoval.REASON);
    }

    private void removeMemberThree() {
        world.call(
                world.node(1).service(Cluster.class)::memberRemove,
                MemberRemoveRequest.newBuilder().setID(3).build());
    }

    private Answer<?> put(long member) {
        return world.begin(
                world.node(member).service(Kv.class)::put,
                PutRequest.newBuilder().setKey(EngineWorld.bytes("k")).build(),
                EngineWorld.CALLER);
    }

    private Answer<?> read(long member, boolean serializable) {
        return world.begin(
                world.node(member).service(Kv.class)::range,
                RangeRequest.newBuilder()
                        .setKey(EngineWorld.bytes("k"))
                        .setSerializable(serializable)
                        .build(),
                EngineWorld.CALLER);
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KvorumException.class,
                        failure -> assertThat(failure.code()).isEqualTo(Optional.of(code)));
    }
}
