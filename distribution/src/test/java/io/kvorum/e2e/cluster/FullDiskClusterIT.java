package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.Http;
import io.kvorum.e2e.Injected;
import io.kvorum.e2e.SmallDisk;
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
 * One of three members has a full disk, while clients go on: first the disk of its log, as a follower and as the leader,
 * then the disk of all its data. The others serve; it says what to do, once; when it has room again it catches up, and
 * nothing is lost. The file systems that get full are in memory; without the right to mount them all is skipped.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class FullDiskClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String SEGMENTS = "--wal-chronicle-segment-bytes=8388608";
    private static final String LACK = "the disk of the write-ahead log has no room for more";
    private static final String OVER = "the write-ahead log has room again";
    private static final String WAITS = "the write-ahead log has no space, writes wait until some comes back";
    private static final String STATUS = "the write-ahead log has no space";
    private static final String METRIC = "kvorum_raft_log_lacks_space";

    private final Injected injected = new Injected();
    private SmallDisk logDisk;
    private SmallDisk dataDisk;
    private TestCluster cluster;
    private Load load;
    private Judgement judgement;

    /** The first member has its log on a small disk, the second all its data. */
    @BeforeAll
    void start(@TempDir Path directory) {
        logDisk = SmallDisk.mount(directory.resolve("log-disk"), 96);
        dataDisk = SmallDisk.mount(directory.resolve("n2").resolve("data"), 160);
        cluster = TestCluster.start(
                directory,
                List.of(
                        List.of(SEGMENTS, "--wal-dir=" + logDisk.root().resolve("wal")),
                        List.of(SEGMENTS),
                        List.of(SEGMENTS)));
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
        if (logDisk != null) {
            logDisk.close();
        }
        if (dataDisk != null) {
            dataDisk.close();
        }
    }

    @AfterEach
    void somethingWasInjectedAndNothingIsWrong() {
        injected.stateAll();
        load.awaitProgress("after the disk had room again");
        judgement.pass();
    }

    private ClusterMember withSmallLog() {
        return cluster.member(1);
    }

    private ClusterMember withSmallData() {
        return cluster.member(2);
    }

    @Test
    void wal8_aFollowersLogIsFull() {
        ClusterMember full = withSmallLog();
        cluster.lead(cluster.member(3));
        long pid = full.process().pid();
        int saidBefore = said(full, LACK);
        int waitsBefore = said(full, WAITS);
        logDisk.fill();
        // As long as there is room in the segments that it has, a follower goes on.
        load.putLargeUntil("a follower that has no room for what the others have", () -> isStuck(full, waitsBefore));
        injected.note("a full disk below the log of the follower " + full.name());
        load.awaitProgress("while the log of a follower was full");
        assertThat(cluster.leaderAmong(List.of(cluster.member(2), cluster.member(3))))
                .isNotSameAs(full);
        showsLack(full, saidBefore);
        assertThat(said(full, WAITS)).as(full.process().log()).isEqualTo(waitsBefore + 1);
        assertThat(Http.get(full.endpoint() + "/health").statusCode())
                .as("health of a member that cannot follow")
                .isEqualTo(503);
        logDisk.makeRoom();
        goesOn(full, pid, saidBefore);
    }

    /** It would refuse all writes for as long as it leads, though the others have room: so it hands over. */
    @Test
    void wal8_theLeadersLogIsFull() {
        ClusterMember full = withSmallLog();
        cluster.lead(full);
        long pid = full.process().pid();
        int saidBefore = said(full, LACK);
        logDisk.fill();
        load.putLargeUntil("a leader that has no room and leads no more", () -> lacksSpace(full) && !full.leads());
        injected.note("a full disk below the log of the leader " + full.name());
        load.awaitProgress("while the log of the former leader was full");
        showsLack(full, saidBefore);
        assertThat(cluster.leaderAmong(List.of(cluster.member(2), cluster.member(3))))
                .isNotSameAs(full);
        logDisk.makeRoom();
        goesOn(full, pid, saidBefore);
    }

    /** Its storage cannot keep its promise, so the member ends; nothing is lost, and it starts when there is room. */
    @Test
    void aLeaderWhoseStorageFindsNoRoomEnds() {
        ClusterMember full = withSmallData();
        cluster.lead(full);
        dataDisk.fill();
        load.putLargeUntil(
                "the end of a member that cannot store", () -> !full.process().isAlive());
        injected.note("a full disk below the data of the leader " + full.name());
        assertThat(full.process().exitStatus()).isEqualTo(1);
        assertThat(said(full, "this member stops because it cannot keep its promises"))
                .isEqualTo(1);
        load.awaitProgress("while a member was gone because of its full disk");
        dataDisk.makeRoom();
        cluster.restart(full);
        full.process().awaitServing();
    }

    /** Whichever of its parts finds no room first: without a storage it ends, without a log it waits. */
    @Test
    void aFollowerWithoutRoomForItsDataEndsOrWaits() {
        ClusterMember full = withSmallData();
        cluster.lead(cluster.member(3));
        dataDisk.fill();
        load.putLargeUntil(
                "a follower that ended or waits", () -> !full.process().isAlive() || lacksSpace(full));
        injected.note("a full disk below the data of the follower " + full.name());
        load.awaitProgress("while the data of a follower had no room");
        dataDisk.makeRoom();
        if (!full.process().isAlive()) {
            assertThat(full.process().exitStatus()).isEqualTo(1);
            cluster.restart(full);
        }
        full.process().awaitServing();
    }

    private void showsLack(ClusterMember full, int saidBefore) {
        assertThat(full.process().isAlive()).isTrue();
        StatusResponse status = full.awaitStatus();
        assertThat(status.getErrorsList()).contains(STATUS);
        assertThat(full.metric(METRIC)).isEqualTo(1);
        assertThat(said(full, LACK)).as(full.process().log()).isEqualTo(saidBefore + 1);
        assertThat(full.process().log()).contains("make room on that disk, and this member goes on by itself");
    }

    /** Without a restart. That it has all the others have is judged after each test. */
    private void goesOn(ClusterMember member, long pid, int saidBefore) {
        Await.until(LIMIT, () -> "room in\n" + member.process().log(), () -> said(member, OVER) == saidBefore + 1);
        // Told and shown in the same turn of the member, one after the other.
        Await.until(LIMIT, () -> METRIC + " 0", () -> member.metric(METRIC) == 0 && !lacksSpace(member));
        assertThat(member.process().pid()).isEqualTo(pid);
        assertThat(member.process().isAlive()).isTrue();
    }

    private boolean lacksSpace(ClusterMember member) {
        return member.status()
                .filter(status -> status.getErrorsList().contains(STATUS))
                .isPresent();
    }

    /** Whether a member lacks space and misses what the leader has committed. */
    private boolean isStuck(ClusterMember member, int waitsBefore) {
        long committed = cluster.member(3)
                .status()
                .map(StatusResponse::getRaftAppliedIndex)
                .orElse(0L);
        return lacksSpace(member)
                && said(member, WAITS) > waitsBefore
                && member.status()
                        .filter(status -> status.getRaftAppliedIndex() < committed)
                        .isPresent();
    }

    private static int said(ClusterMember member, String text) {
        return (int) member.process()
                .log()
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }
}
