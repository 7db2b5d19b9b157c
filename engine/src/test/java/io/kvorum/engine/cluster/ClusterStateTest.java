package io.kvorum.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmRequest.AlarmAction;
import io.kvorum.api.etcdserverpb.AlarmType;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
    private static final MemberId ONE = new MemberId(1);
    private static final MemberId HIGH = new MemberId(-1);

    private final Simulation simulation = new Simulation(1);
    private final StorageBackend backend = new SimulatedStorageFactory(new SimulatedDisk(simulation.random("disk")))
            .create(
                    Config.defaults(List.of()),
                    new FixedStorageContext(
                            new SimulatedRuntime(simulation, "n", Path.of("n")),
                            Path.of("n/storage"),
                            List.of(ClusterState.KEYSPACE),
                            1024));
    private final ClusterState state = new ClusterState();

    @Test
    void r283_whatAMemberPublishesStaysWithItWhenTheMembershipChanges() {
        change(batch -> state.applyMembership(membership(ONE), batch));
        change(batch -> state.applyAttributes(attributes(ONE, "n1"), batch));
        change(batch -> state.applyMembership(membership(ONE, HIGH), batch));

        assertThat(state.view().find(ONE).orElseThrow().getName()).isEqualTo("n1");
        assertThat(state.view().find(HIGH).orElseThrow().getName()).isEmpty();
        assertThat(state.membership()).isEqualTo(membership(ONE, HIGH));
    }

    @Test
    void attributesOfAStrangerAreNotKept() {
        change(batch -> state.applyAttributes(attributes(HIGH, "ghost"), batch));

        assertThat(state.view().members()).isEmpty();
    }

    @Test
    void r278_aRemovedMemberIsGoneAndRemembered() {
        change(batch -> state.applyMembership(membership(ONE, HIGH), batch));
        change(batch -> state.applyMembership(new Membership(membership(ONE).members(), List.of(HIGH)), batch));

        assertThat(state.view().find(HIGH)).isEmpty();
        assertThat(state.view().removed()).containsExactly(HIGH);
    }

    @Test
    void r301_r302_anAlarmIsRaisedOnceAndClearedExactly() {
        assertThat(alarm(AlarmAction.ACTIVATE, 1, AlarmType.NONE)).isEmpty();
        assertThat(alarm(AlarmAction.ACTIVATE, 1, AlarmType.NOSPACE)).hasSize(1);
        assertThat(alarm(AlarmAction.ACTIVATE, 1, AlarmType.NOSPACE)).hasSize(1);
        assertThat(alarm(AlarmAction.ACTIVATE, 0, AlarmType.CORRUPT)).hasSize(1);
        assertThat(alarm(AlarmAction.GET, 9, AlarmType.NONE)).hasSize(2);
        assertThat(alarm(AlarmAction.GET, 9, AlarmType.CORRUPT)).hasSize(1);
        assertThat(state.view().hasAlarm(AlarmType.NOSPACE)).isTrue();

        assertThat(alarm(AlarmAction.DEACTIVATE, 0, AlarmType.NOSPACE)).isEmpty();
        assertThat(alarm(AlarmAction.DEACTIVATE, 1, AlarmType.NOSPACE)).hasSize(1);
        assertThat(state.view().hasAlarm(AlarmType.NOSPACE)).isFalse();
    }

    @Test
    void everythingIsReadBack() {
        change(batch -> state.applyMembership(membership(ONE, HIGH), batch));
        change(batch -> state.applyMembership(new Membership(membership(ONE).members(), List.of(HIGH)), batch));
        change(batch -> state.applyAttributes(attributes(ONE, "n1"), batch));
        change(batch -> state.applyVersion("3.7.0", batch));
        alarm(AlarmAction.ACTIVATE, -1, AlarmType.NOSPACE);

        ClusterState again = new ClusterState();
        again.restore(backend);

        assertThat(again.view()).isEqualTo(state.view());
        assertThat(again.membership()).isEqualTo(state.membership());
    }

    private List<AlarmMember> alarm(AlarmAction action, long member, AlarmType kind) {
        WriteBatch batch = new WriteBatch();
        List<AlarmMember> touched = state.applyAlarm(
                AlarmRequest.newBuilder()
                        .setAction(action)
                        .setMemberID(member)
                        .setAlarm(kind)
                        .build(),
                batch);
        backend.apply(batch);
        return touched;
    }

    private void change(Consumer<WriteBatch> change) {
        WriteBatch batch = new WriteBatch();
        change.accept(batch);
        backend.apply(batch);
    }

    private static Membership membership(MemberId... ids) {
        return new Membership(
                List.of(ids).stream()
                        .map(id -> new Member(id, List.of("http://" + id + ":2380"), false))
                        .toList(),
                List.of());
    }

    private static io.kvorum.api.etcdserverpb.Member attributes(MemberId id, String name) {
        return io.kvorum.api.etcdserverpb.Member.newBuilder()
                .setID(id.value())
                .setName(name)
                .addClientURLs("http://localhost:2379")
                .build();
    }
}
