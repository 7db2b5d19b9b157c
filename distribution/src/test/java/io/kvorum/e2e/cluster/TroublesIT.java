package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.Http;
import io.kvorum.e2e.Injected;
import io.kvorum.e2e.PluginJar;
import io.kvorum.simulation.part.WalDecorator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that stalls, a member that is far behind or silent, a majority that is gone: each is told once, with what to do,
 * and shown by status and metrics until it is over; and only the last of them stops the cluster. Three real members under
 * load, whose logs stall on demand ({@link StallingLog}).
 */
@TestInstance(Lifecycle.PER_CLASS)
final class TroublesIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String STALLS = "the write-ahead log stalls";
    private static final String STALLED = "kvorum_raft_log_stalled";
    private static final String DURABLE_AGAIN = "the write-ahead log became durable again";
    private static final String STALL_TOLD = "nothing became durable in";
    private static final String NO_LEADER = "no leader for 5 election timeouts: a majority of the members";

    /** So long that a machine with little time elects nobody anew by itself: what is told is told by one leader. */
    private static final int HEARTBEAT_MILLISECONDS = 250;

    private static final int ELECTION_TICKS = 10;
    private static final int MORE_LOSSES_MAX = 9;

    private final Injected injected = new Injected();
    private final LeaderWaits waits = new LeaderWaits(ELECTION_TICKS);
    private TestCluster cluster;
    private Load load;
    private Judgement judgement;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        PluginJar.write(
                plugins.resolve("stalling-log.jar"),
                StallingLogPlugin.class,
                StallingLogFactory.class,
                StallingLog.class,
                WalDecorator.class);
        cluster = TestCluster.start(
                directory,
                3,
                "--plugin-dir=" + plugins,
                "--wal=stalling",
                "--heartbeat-interval=" + HEARTBEAT_MILLISECONDS,
                "--election-timeout=" + HEARTBEAT_MILLISECONDS * ELECTION_TICKS,
                // A member that misses more is far behind.
                "--snapshot-catchup-entries=100");
        load = new Load(cluster, 1);
        judgement = new Judgement(cluster, load);
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
    void somethingWasInjectedAndNothingIsWrong() {
        injected.stateAll();
        cluster.awaitAgreement();
        load.awaitProgress("after the trouble was over");
        judgement.pass();
    }

    @Test
    void aLeaderWhoseDiskStallsStepsDown() throws IOException {
        ClusterMember leader = cluster.leader();
        LogMark log = new LogMark(leader);
        stall(leader);
        load.awaitProgress("while the disk of its leader stalled");
        assertThat(cluster.leaderAmong(cluster.othersThan(leader))).isNotSameAs(leader);
        awaitTrouble(leader, STALLS);
        assertThat(leader.metric(STALLED)).isEqualTo(1);
        endStall(leader);
        log.await(DURABLE_AGAIN);
        assertThat(log.lines(STALL_TOLD))
                .singleElement()
                .asString()
                .contains("this member leads no more")
                .contains("check the disk below the log, or raise --election-timeout");
        awaitNoTrouble(leader);
    }

    /** Nobody waits for it; but as long as it is, one more failure stops the cluster. So the leader tells it, too. */
    @Test
    void aFollowerWhoseDiskStallsIsToldByItselfAndByItsLeader() throws IOException {
        ClusterMember leader = cluster.leader();
        ClusterMember follower = cluster.follower();
        LogMark leadersLog = new LogMark(leader);
        LogMark followersLog = new LogMark(follower);
        String id = Long.toHexString(follower.awaitStatus().getHeader().getMemberId());
        stall(follower);
        awaitTrouble(follower, STALLS);
        awaitTrouble(leader, "member " + id + " is far behind");
        assertThat(follower.metric(STALLED)).isEqualTo(1);
        assertThat(leader.metric("kvorum_raft_members_behind")).isEqualTo(1);
        load.awaitProgress("while the disk of a follower stalled");
        assertThat(cluster.leader()).isSameAs(leader);
        endStall(follower);
        followersLog.await(DURABLE_AGAIN);
        leadersLog.await("member " + id + " has caught up");
        assertThat(followersLog.lines(STALL_TOLD)).singleElement().asString().contains("check the disk below the log");
        assertThat(leadersLog.lines("entries behind and does not catch up"))
                .singleElement()
                .asString()
                .contains("member " + id)
                .contains("check its disk, its load and the network to it");
        awaitNoTrouble(follower);
        awaitNoTrouble(leader);
    }

    @Test
    void aMemberThatIsSilentIsToldByItsLeader() {
        ClusterMember leader = cluster.leader();
        ClusterMember silent = cluster.follower();
        LogMark log = new LogMark(leader);
        silent.process().signal("STOP");
        try {
            awaitMetric(leader, "kvorum_raft_members_silent", 1);
            injected.note("pause of the follower " + silent.name());
            load.awaitProgress("while a follower was silent");
        } finally {
            silent.process().signal("CONT");
        }
        log.await("answers again");
        assertThat(log.lines("has not answered for 3 election timeouts"))
                .singleElement()
                .asString()
                .contains("check that it runs, and the network to its peer URLs");
        awaitMetric(leader, "kvorum_raft_members_silent", 0);
    }

    @Test
    void aLostMajorityIsToldByTheRest() {
        ClusterMember rest = cluster.leader();
        List<ClusterMember> lost = cluster.othersThan(rest);
        LogMark log = new LogMark(rest);
        lost.forEach(member -> member.process().signal("STOP"));
        try {
            log.await(NO_LEADER);
            injected.note("pause of two of three members");
            StatusResponse status = rest.awaitStatus();
            assertThat(status.getLeader()).isZero();
            assertThat(status.getErrorsList()).contains("etcdserver: no leader");
            assertThat(rest.metric("etcd_server_has_leader")).isZero();
            assertThat(Http.get(rest.endpoint() + "/health").body()).contains("RAFT NO LEADER");
        } finally {
            lost.forEach(member -> member.process().signal("CONT"));
        }
        log.await("leads, requests are served again");
        noteReturn();
        assertThat(log.lines("this member leads no more"))
                .singleElement()
                .asString()
                .contains("has not heard from a majority")
                .contains("check that they run and that the network between them works");
        assertThat(log.lines(NO_LEADER))
                .singleElement()
                .asString()
                .contains("start them, or check the network between the peer URLs");
        assertThat(rest.metric("etcd_server_has_leader")).isEqualTo(1);
        for (int i = 0; i < MORE_LOSSES_MAX && !waits.mostInTime(); i++) {
            loseMajority();
        }
        waits.judge();
    }

    private void loseMajority() {
        ClusterMember rest = cluster.leader();
        List<ClusterMember> lost = cluster.othersThan(rest);
        lost.forEach(member -> member.process().signal("STOP"));
        try {
            cluster.awaitLossOfLeader(rest);
        } finally {
            lost.forEach(member -> member.process().signal("CONT"));
        }
        noteReturn();
    }

    private void noteReturn() {
        load.awaitProgress("with its majority back");
        cluster.awaitAgreement();
        waits.noteReturn(cluster.members(), 2);
    }

    /** What a member logs from now on. */
    private static final class LogMark {
        private final ClusterMember member;
        private final int begin;

        LogMark(ClusterMember member) {
            this.member = member;
            this.begin = member.process().log().length();
        }

        List<String> lines(String text) {
            return member.process()
                    .log()
                    .substring(begin)
                    .lines()
                    .filter(line -> line.contains(text))
                    .toList();
        }

        void await(String text) {
            Await.until(
                    LIMIT,
                    () -> "\"" + text + "\" in\n" + member.process().log(),
                    () -> !lines(text).isEmpty());
        }
    }

    private static Path switchOf(ClusterMember member) {
        return member.process().directory().resolve(StallingLog.FILE);
    }

    private void stall(ClusterMember member) throws IOException {
        Files.createFile(switchOf(member));
        awaitMetric(member, STALLED, 1);
        injected.note("a stalled disk below the log of " + member.name());
    }

    private static void endStall(ClusterMember member) throws IOException {
        Files.delete(switchOf(member));
    }

    private static void awaitMetric(ClusterMember member, String series, long value) {
        Await.until(LIMIT, () -> series + " " + value + " of " + member.name(), () -> member.metric(series) == value);
    }

    private static void awaitTrouble(ClusterMember member, String text) {
        Await.until(
                LIMIT,
                () -> text + " in the status of " + member.name(),
                () -> member.status()
                        .filter(status -> status.getErrorsList().contains(text))
                        .isPresent());
    }

    private static void awaitNoTrouble(ClusterMember member) {
        Await.until(
                LIMIT,
                () -> "no trouble in the status of " + member.name(),
                () -> member.status()
                        .filter(status -> status.getErrorsCount() == 0)
                        .isPresent());
    }
}
