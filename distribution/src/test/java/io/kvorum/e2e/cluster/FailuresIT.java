package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.Injected;
import io.kvorum.e2e.Requests;
import io.kvorum.server.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three real members under load while they are killed, paused and cut off. After each fault the cluster serves again by
 * itself, and what clients were told since the start is judged: nothing acknowledged is lost, nothing took effect twice,
 * nobody saw time run backwards, no watch missed or repeated a change, and all members have the same history.
 *
 * <p>{@code -Pfailures} runs the long form: more rounds, and the tests that take long. The seed of the load comes from
 * system property {@code kvorum.failures.seed}.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class FailuresIT {
    private static final Logger LOG = LoggerFactory.getLogger(FailuresIT.class);
    private static final String LONG_FORM = "kvorum.failures.long";

    private static final int HEARTBEAT_MILLISECONDS = 100;
    private static final int ELECTION_TICKS = 10;
    private static final int MORE_LOSSES_MAX = 9;
    private static final int TICK_ATTEMPTS_MAX = 20;
    private static final String TICKS = "kvorum_raft_ticks_total";

    private final Injected injected = new Injected();
    private final LeaderWaits waits = new LeaderWaits(ELECTION_TICKS);
    private TestCluster cluster;
    private Load load;
    private Judgement judgement;

    @BeforeAll
    void startThreeMembersAndLoad(@TempDir Path directory) {
        cluster = TestCluster.start(
                directory,
                3,
                "--heartbeat-interval=" + HEARTBEAT_MILLISECONDS,
                "--election-timeout=" + ELECTION_TICKS * HEARTBEAT_MILLISECONDS);
        load = new Load(cluster, Long.getLong("kvorum.failures.seed", 1));
        judgement = new Judgement(cluster, load);
        load.awaitProgress("at the start");
    }

    @AfterAll
    void everythingWasRightAndInTime() {
        try {
            judgement.passFinally();
            for (int i = 0; i < MORE_LOSSES_MAX && !waits.mostInTime(); i++) {
                pauseOfTheLeaderForLongerThanTheElectionTimeout();
            }
            waits.judge();
        } finally {
            stop();
        }
    }

    private void stop() {
        if (load != null) {
            load.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void somethingWasInjectedAndNothingIsWrong() {
        cluster.heal();
        injected.stateAll();
        long milliseconds = load.awaitProgress("after the fault was over");
        LOG.atInfo().addKeyValue("milliseconds", milliseconds).log("the cluster took writes again");
        judgement.pass();
    }

    @Test
    void s163_killOfTheLeader() {
        ClusterMember leader = cluster.leader();
        kill(leader);
        load.awaitProgress("without its leader");
        waits.noteLoss(cluster.leaderAmong(cluster.othersThan(leader)));
        assertThat(cluster.leader()).isNotSameAs(leader);
        bringBack(leader);
    }

    @Test
    void s163_s164_killOfAFollowerAndThenOfTheLeader() {
        ClusterMember leader = cluster.leader();
        ClusterMember follower = cluster.othersThan(leader).get(0);
        kill(follower);
        load.awaitProgress("without a follower");
        kill(leader);
        ClusterMember rest = cluster.members().stream()
                .filter(member -> member.process().isAlive())
                .findFirst()
                .orElseThrow();
        RangeResponse stillRead = rest.client()
                .kv()
                .range(Requests.range("k0", "k1").setSerializable(true).build());
        assertThat(stillRead.getHeader().getRevision()).isGreaterThan(1);
        cluster.restart(leader);
        bringBack(follower);
        leader.process().awaitServing();
        tellWait();
    }

    @Test
    void s166_killOfAll() {
        long acknowledged = load.acknowledgedPuts();
        assertThat(acknowledged).isPositive();
        cluster.members().forEach(this::kill);
        cluster.members().forEach(cluster::restart);
        cluster.members().forEach(member -> member.process().awaitServing());
        tellWait();
    }

    @Test
    void pauseOfTheLeaderForLongerThanTheElectionTimeout() {
        ClusterMember leader = cluster.leader();
        StatusResponse before = leader.awaitStatus();
        leader.process().signal("STOP");
        try {
            load.awaitProgress("while its leader was paused");
            waits.noteLoss(cluster.leaderAmong(cluster.othersThan(leader)));
            assertThat(cluster.leaderAmong(cluster.othersThan(leader))
                            .awaitStatus()
                            .getRaftTerm())
                    .as("an election took place meanwhile")
                    .isGreaterThan(before.getRaftTerm());
            injected.note("pause of the leader " + leader.name());
        } finally {
            leader.process().signal("CONT");
        }
        cluster.awaitAgreement();
    }

    @Test
    void s165_partitionOfTheLeader() {
        ClusterMember leader = cluster.leader();
        long before = cluster.swallowed();
        cluster.isolate(leader);
        load.awaitProgress("while its leader was cut off");
        waits.noteLoss(cluster.leaderAmong(cluster.othersThan(leader)));
        assertThat(cluster.leaderAmong(cluster.othersThan(leader))).isNotSameAs(leader);
        noteCut(leader, before);
        cluster.heal();
        cluster.awaitAgreement();
    }

    @Test
    void partitionOfAFollower() {
        ClusterMember follower = cluster.follower();
        long term = cluster.leader().awaitStatus().getRaftTerm();
        long before = cluster.swallowed();
        cluster.isolate(follower);
        load.awaitProgress("while a follower was cut off");
        awaitTicksOf(follower, 3 * ELECTION_TICKS);
        noteCut(follower, before);
        cluster.heal();
        cluster.awaitAgreement();
        LOG.atInfo()
                .addKeyValue("before", term)
                .addKeyValue("after", cluster.leader().awaitStatus().getRaftTerm())
                .log("terms around the partition of a follower");
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true", disabledReason = "part of -Pfailures")
    void rollingRestart() {
        for (ClusterMember member : cluster.members()) {
            assertThat(member.process().stop()).isEqualTo(143);
            injected.note("stop of " + member.name());
            bringBack(member);
            load.awaitProgress("after " + member.name() + " was restarted");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true", disabledReason = "part of -Pfailures")
    void aMemberThatLostItsDataIsReplaced() {
        ClusterMember lost = cluster.follower();
        long id = lost.awaitStatus().getHeader().getMemberId();
        kill(lost);
        cluster.leaderAmong(cluster.othersThan(lost))
                .client()
                .cluster()
                .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
        cluster.drop(lost);
        join(cluster.prepare(lost.name() + "-again"));
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true", disabledReason = "part of -Pfailures")
    void fromThreeMembersToFiveAndBack() {
        join(cluster.prepare("n4"));
        join(cluster.prepare("n5"));
        load.awaitProgress("with five members");
        for (int i = 0; i < 2; i++) {
            ClusterMember leader = cluster.leader();
            long id = leader.awaitStatus().getHeader().getMemberId();
            leader.client()
                    .cluster()
                    .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
            assertThat(leader.process().exitStatus()).isZero();
            injected.note("removal of the leader " + leader.name());
            cluster.drop(leader);
            load.awaitProgress("after its leader was removed");
        }
        assertThat(cluster.members()).hasSize(3);
    }

    @RepeatedTest(12)
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true", disabledReason = "part of -Pfailures")
    void oneFaultAfterTheOther(RepetitionInfo round) {
        switch (round.getCurrentRepetition() % 6) {
            case 0 -> s163_killOfTheLeader();
            case 1 -> s165_partitionOfTheLeader();
            case 2 -> pauseOfTheLeaderForLongerThanTheElectionTimeout();
            case 3 -> s163_s164_killOfAFollowerAndThenOfTheLeader();
            case 4 -> partitionOfAFollower();
            default -> s166_killOfAll();
        }
    }

    private void join(ClusterMember newcomer) {
        // Members must have been connected for a while before the strict check counts them as healthy.
        Await.until(Duration.ofSeconds(60), () -> "the cluster takes " + newcomer.name(), () -> add(newcomer));
        newcomer.launch(cluster.initialCluster(), "existing");
        newcomer.process().awaitServing();
        cluster.awaitAgreement();
    }

    private boolean add(ClusterMember newcomer) {
        try {
            cluster.leaderAmong(cluster.othersThan(newcomer))
                    .client()
                    .cluster()
                    .memberAdd(MemberAddRequest.newBuilder()
                            .addPeerURLs(newcomer.peerUrl())
                            .build());
            return true;
        } catch (StatusRuntimeException unhealthy) {
            LOG.atDebug().addKeyValue("answer", unhealthy.getMessage()).log("not added yet");
            return false;
        }
    }

    /** For people: members that are just started are busy with that, so this is not judged. */
    private void tellWait() {
        LOG.info("a majority was back for {} ticks without a leader", LeaderWaits.sinceMajority(cluster.members(), 2));
    }

    private void kill(ClusterMember member) {
        assertThat(member.process().isAlive())
                .as(member.name() + " runs before it is killed")
                .isTrue();
        member.process().kill();
        assertThat(member.process().exitStatus()).isEqualTo(ServerProcess.KILLED);
        injected.note("kill -9 of " + member.name());
    }

    private void noteCut(ClusterMember member, long swallowedBefore) {
        long swallowed = cluster.swallowed() - swallowedBefore;
        assertThat(swallowed).as("pieces of data that went nowhere").isPositive();
        injected.note("a cut around " + member.name() + " that swallowed " + swallowed + " pieces of data");
    }

    private void bringBack(ClusterMember member) {
        cluster.restart(member);
        member.process().awaitServing();
    }

    /**
     * Waits until a member's timer has counted so many ticks, and sees that they are as long as they should be: hardly more
     * beats of a metronome than ticks. The machine may hinder only one of both for a while, so one of a few times counts.
     */
    private void awaitTicksOf(ClusterMember member, int count) {
        try (Metronome metronome = new Metronome(HEARTBEAT_MILLISECONDS)) {
            long beats = 0;
            boolean inTime = false;
            for (int attempt = 0; attempt < TICK_ATTEMPTS_MAX && !inTime; attempt++) {
                long beatsBefore = metronome.beats();
                long ticksBefore = member.metric(TICKS);
                Await.until(
                        Duration.ofSeconds(90),
                        () -> "ticks of " + member.name(),
                        () -> member.metric(TICKS) >= ticksBefore + count);
                beats = metronome.beats() - beatsBefore;
                inTime = 2 * beats < 3L * count;
            }
            assertThat(inTime).as("%d ticks took %d beats", count, beats).isTrue();
        }
    }
}
