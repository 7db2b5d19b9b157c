package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.Requests;
import io.kvorum.e2e.WatchStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static final int ELECTION_MILLISECONDS = 1_000;

    private TestCluster cluster;
    private Load load;

    @BeforeAll
    void startThreeMembersAndLoad(@TempDir Path directory) {
        cluster = TestCluster.start(directory, 3);
        load = new Load(cluster, Long.getLong("kvorum.failures.seed", 1));
        load.awaitProgress("at the start");
    }

    @AfterAll
    void stop() {
        if (load != null) {
            load.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void everybodyIsBackAndNothingIsWrong() {
        cluster.heal();
        long milliseconds = load.awaitProgress("after the fault was over");
        LOG.atInfo().addKeyValue("milliseconds", milliseconds).log("the cluster took writes again");
        List<Journal.Operation> operations = load.journal().operations();
        long revision = load.putOnce();
        HistoryCheck check = new HistoryCheck(historyAt(cluster.member(1), revision));
        check.checkOperations(operations);
        for (ClusterMember member : cluster.members()) {
            check.checkWatch(historyAt(member, revision));
        }
        for (ResumingWatch watch : load.watches()) {
            Await.until(() -> "a watch reaches revision " + revision, () -> watch.lastRevision() >= revision);
            check.checkWatch(watch.changes().stream()
                    .filter(change -> change.revision() <= revision)
                    .toList());
        }
    }

    /** The whole history as one member tells it to a watch. */
    private static List<Change> historyAt(ClusterMember member, long revision) {
        List<Change> changes = new ArrayList<>();
        try (WatchStream stream = member.client().watch()) {
            stream.create(Requests.watchAll(2));
            while (changes.isEmpty() || changes.get(changes.size() - 1).revision() < revision) {
                stream.next().getEventsList().forEach(event -> changes.add(ResumingWatch.change(event)));
            }
        }
        return changes.stream().filter(change -> change.revision() <= revision).toList();
    }

    @Test
    void s163_killOfTheLeader() {
        ClusterMember leader = cluster.leader();
        kill(leader);
        load.awaitProgress("without its leader");
        assertThat(cluster.leader()).isNotSameAs(leader);
        bringBack(leader);
    }

    @Test
    void s163_s164_killOfAFollowerAndThenOfTheLeader() {
        ClusterMember leader = cluster.leader();
        ClusterMember follower = cluster.follower();
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
    }

    @Test
    void s166_killOfAll() {
        long acknowledged = load.acknowledgedPuts();
        assertThat(acknowledged).isPositive();
        cluster.members().forEach(FailuresIT::kill);
        cluster.members().forEach(cluster::restart);
        cluster.members().forEach(member -> member.process().awaitServing());
    }

    @Test
    void pauseOfTheLeaderForLongerThanTheElectionTimeout() {
        ClusterMember leader = cluster.leader();
        StatusResponse before = leader.status().orElseThrow();
        leader.process().signal("STOP");
        try {
            load.awaitProgress("while its leader was paused");
            assertThat(cluster.leaderAmong(others(leader))
                            .status()
                            .orElseThrow()
                            .getRaftTerm())
                    .as("an election took place meanwhile")
                    .isGreaterThan(before.getRaftTerm());
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
        assertThat(cluster.leaderAmong(others(leader))).isNotSameAs(leader);
        assertThat(cluster.swallowed()).as("pieces of data that went nowhere").isGreaterThan(before);
        cluster.heal();
        cluster.awaitAgreement();
    }

    @Test
    void partitionOfAFollower() {
        ClusterMember follower = cluster.follower();
        long term = cluster.leader().status().orElseThrow().getRaftTerm();
        long before = cluster.swallowed();
        cluster.isolate(follower);
        load.awaitProgress("while a follower was cut off");
        sleep(3 * ELECTION_MILLISECONDS);
        assertThat(cluster.swallowed()).as("pieces of data that went nowhere").isGreaterThan(before);
        cluster.heal();
        cluster.awaitAgreement();
        LOG.atInfo()
                .addKeyValue("before", term)
                .addKeyValue("after", cluster.leader().status().orElseThrow().getRaftTerm())
                .log("terms around the partition of a follower");
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true", disabledReason = "part of -Pfailures")
    void rollingRestart() {
        for (ClusterMember member : cluster.members()) {
            assertThat(member.process().stop()).isEqualTo(143);
            bringBack(member);
            load.awaitProgress("after " + member.name() + " was restarted");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true", disabledReason = "part of -Pfailures")
    void aMemberThatLostItsDataIsReplaced() {
        ClusterMember lost = cluster.follower();
        long id = lost.status().orElseThrow().getHeader().getMemberId();
        kill(lost);
        cluster.leaderAmong(others(lost))
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
            long id = leader.status().orElseThrow().getHeader().getMemberId();
            leader.client()
                    .cluster()
                    .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
            assertThat(leader.process().exitStatus()).isZero();
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
            cluster.leaderAmong(others(newcomer))
                    .client()
                    .cluster()
                    .memberAdd(MemberAddRequest.newBuilder()
                            .addPeerURLs(newcomer.peerUrl())
                            .build());
            return true;
        } catch (StatusRuntimeException unhealthy) {
            LOG.atInfo().addKeyValue("answer", unhealthy.getMessage()).log("not added yet");
            return false;
        }
    }

    private List<ClusterMember> others(ClusterMember member) {
        return cluster.members().stream().filter(other -> other != member).toList();
    }

    private static void kill(ClusterMember member) {
        assertThat(member.process().isAlive())
                .as(member.name() + " runs before it is killed")
                .isTrue();
        member.process().kill();
        assertThat(member.process().isAlive()).isFalse();
    }

    private void bringBack(ClusterMember member) {
        cluster.restart(member);
        member.process().awaitServing();
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
