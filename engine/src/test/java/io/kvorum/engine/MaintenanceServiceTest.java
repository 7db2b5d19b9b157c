package io.kvorum.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Maintenance;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmRequest.AlarmAction;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.api.etcdserverpb.DefragmentRequest;
import io.kvorum.api.etcdserverpb.DowngradeRequest;
import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashKVResponse;
import io.kvorum.api.etcdserverpb.HashRequest;
import io.kvorum.api.etcdserverpb.MoveLeaderRequest;
import io.kvorum.api.etcdserverpb.MoveLeaderResponse;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.StatusRequest;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MaintenanceServiceTest {
    private final EngineWorld world = EngineWorld.of(3);

    @Test
    void r307_statusTellsWhatTheMemberKnows() {
        put("k", "v");
        StatusResponse status = status(2);

        assertThat(status.getVersion()).isEqualTo("3.7.1");
        assertThat(status.getStorageVersion()).isEqualTo("3.7.0");
        assertThat(status.getLeader()).isEqualTo(1);
        assertThat(status.getRaftTerm()).isEqualTo(2);
        assertThat(status.getRaftIndex()).isEqualTo(world.log.entries.size());
        assertThat(status.getRaftAppliedIndex()).isEqualTo(status.getRaftIndex());
        assertThat(status.getErrorsList()).isEmpty();
        assertThat(status.getIsLearner()).isFalse();
        assertThat(status.getDbSizeQuota()).isEqualTo(-1);
        assertThat(status.hasDowngradeInfo()).isTrue();
        assertThat(status.getDbSize()).isPositive();
        assertThat(status.getHeader().getRevision()).isEqualTo(2);
        assertThat(status.getHeader().getMemberId()).isEqualTo(2);
    }

    @Test
    void r307_errorsNameTheMissingLeaderAndEveryAlarm() {
        alarm(AlarmAction.ACTIVATE, -1, AlarmType.NOSPACE);
        world.log.lead(null);
        world.run(Duration.ofSeconds(1));

        StatusResponse status = status(2);

        assertThat(status.getLeader()).isZero();
        assertThat(status.getErrorsList()).hasSize(2);
        assertThat(status.getErrors(0)).isEqualTo("etcdserver: no leader");
        assertThat(status.getErrors(1)).contains("memberID:18446744073709551615 alarm:NOSPACE");
    }

    @Test
    void r284_r307_aLearnerTellsItsStatus() {
        long learner = world.addLearner();
        world.start(learner);
        world.run(Duration.ofSeconds(2));

        assertThat(status(learner).getIsLearner()).isTrue();
        assertRefused(() -> hash(learner, 0), ErrorCode.NOT_SUPPORTED_FOR_LEARNER);
        assertRefused(() -> move(1, learner), ErrorCode.BAD_LEADER_TRANSFEREE);
    }

    @Test
    void r300_r302_alarmsAreRaisedListedAndCleared() {
        assertThat(alarm(AlarmAction.ACTIVATE, 7, AlarmType.NOSPACE)).hasSize(1);
        assertThat(alarm(AlarmAction.GET, 0, AlarmType.NONE)).hasSize(1);
        assertRefused(() -> put("k", "v"), ErrorCode.NO_SPACE);

        assertThat(alarm(AlarmAction.DEACTIVATE, 7, AlarmType.NOSPACE)).hasSize(1);
        assertThat(alarm(AlarmAction.GET, 0, AlarmType.NONE)).isEmpty();
        put("k", "v");
    }

    @Test
    void r310_membersHaveEqualHashes() {
        put("a", "1");
        put("b", "2");

        HashKVResponse first = hash(1, 0);

        assertThat(first.getHashRevision()).isEqualTo(3);
        assertThat(first.getCompactRevision()).isEqualTo(-1);
        assertThat(first.getHeader().getRevision()).isEqualTo(3);
        assertThat(List.of(hash(2, 0).getHash(), hash(3, 0).getHash())).containsOnly(first.getHash());
        assertThat(hash(2, 2).getHash()).isEqualTo(hash(3, 2).getHash()).isNotEqualTo(first.getHash());
        assertRefused(() -> hash(1, 4), ErrorCode.FUTURE_REVISION);
    }

    @Test
    void r309_membersWithEqualRowsHaveEqualHashes() {
        put("a", "1");
        int first = rowsHash(1);
        assertThat(List.of(rowsHash(2), rowsHash(3))).containsOnly(first);

        put("a", "1");
        assertThat(rowsHash(2)).isNotEqualTo(first);
    }

    @Test
    void r317_theLeaderHandsOver() {
        assertThat(move(1, 2)).isEqualTo(MoveLeaderResponse.getDefaultInstance());
        assertThat(world.log.leader).contains(new MemberId(2));
    }

    @Test
    void r317_onlyTheLeaderIsAskedAndOnlyVotersMayFollowIt() {
        assertRefused(() -> move(2, 3), ErrorCode.NOT_LEADER);
        assertRefused(() -> move(2, 0), ErrorCode.NOT_LEADER);
        assertRefused(() -> move(1, 4711), ErrorCode.BAD_LEADER_TRANSFEREE);
        assertRefused(() -> move(1, 0), ErrorCode.BAD_LEADER_TRANSFEREE);
        assertThat(move(1, 1)).isEqualTo(MoveLeaderResponse.getDefaultInstance());
        assertThat(world.log.leader).contains(new MemberId(1));
    }

    @Test
    void r317_withADeadlineItEndsThere() {
        world.node(1).consensus().transfers = false;
        long deadline = world.node(1).runtime().clock().nanoseconds() + 3_000_000_000L;
        var moved = world.begin(
                maintenance(1)::moveLeader,
                MoveLeaderRequest.newBuilder().setTargetID(2).build(),
                RequestContext.background(deadline, Optional.empty(), Runnable::run));
        world.run(Duration.ofMillis(2_900));
        assertThat(moved.isOver()).isFalse();

        world.run(Duration.ofMillis(200));
        assertRefused(moved::get, ErrorCode.LEADER_TRANSFER_TIMEOUT);
    }

    @Test
    void defragmentationHasNoHeaderAndWhatIsMissingSaysSo() {
        assertThat(world.call(maintenance(2)::defragment, DefragmentRequest.getDefaultInstance())
                        .hasHeader())
                .isFalse();
        assertThatThrownBy(() -> world.call(maintenance(2)::downgrade, DowngradeRequest.getDefaultInstance()))
                .hasMessage("unknown method Downgrade for service etcdserverpb.Maintenance");
    }

    private Maintenance maintenance(long member) {
        return world.node(member).service(Maintenance.class);
    }

    private StatusResponse status(long member) {
        return world.call(maintenance(member)::status, StatusRequest.getDefaultInstance());
    }

    private HashKVResponse hash(long member, long revision) {
        return world.call(
                maintenance(member)::hashKv,
                HashKVRequest.newBuilder().setRevision(revision).build());
    }

    private int rowsHash(long member) {
        return world.call(maintenance(member)::hash, HashRequest.getDefaultInstance())
                .getHash();
    }

    private MoveLeaderResponse move(long asked, long target) {
        return world.call(
                maintenance(asked)::moveLeader,
                MoveLeaderRequest.newBuilder().setTargetID(target).build());
    }

    private List<AlarmMember> alarm(AlarmAction action, long member, AlarmType kind) {
        return world.call(
                        maintenance(2)::alarm,
                        AlarmRequest.newBuilder()
                                .setAction(action)
                                .setMemberID(member)
                                .setAlarm(kind)
                                .build())
                .getAlarmsList();
    }

    private void put(String key, String value) {
        world.call(
                world.node(1).service(Kv.class)::put,
                PutRequest.newBuilder()
                        .setKey(EngineWorld.bytes(key))
                        .setValue(EngineWorld.bytes(value))
                        .build());
        world.run(Duration.ofMillis(100));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KvorumException.class,
                        failure -> assertThat(failure.code()).isEqualTo(Optional.of(code)));
    }
}
