package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.raft.EarlyRelease;
import io.kvorum.raft.RaftFactory;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.tck.cluster.ClusterMember;
import io.kvorum.tck.cluster.ConsensusCluster;
import io.kvorum.tck.sim.CrashLoss;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What this algorithm does beyond what every algorithm must. */
final class RaftClusterTest {
    private static final Path SPOOL = Path.of("/member/data/received");

    private final RaftFactory factory = new RaftFactory();
    private final ConsensusCluster cluster = new ConsensusCluster(1, factory, Config.defaults(factory.configKeys()));

    @AfterEach
    void noRuleWasBroken() {
        assertThat(cluster.history().violations()).isEmpty();
    }

    @Test
    void aMemberThatWasAwayCatchesUpFromTheLog() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        ClusterMember away = cluster.otherThan(leader);
        away.crash(CrashLoss.RANDOM);
        propose(leader, 2_000);
        away.restart();
        cluster.awaitCommands(2_000, away);
        assertThat(away.machine().installs()).isZero();
    }

    @Test
    void aLeaderThatStopsHandsOver() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        propose(leader, 20);
        cluster.awaitAgreement();
        leader.stop();
        long stopped = cluster.simulation().nanoseconds();
        cluster.awaitLeaderOtherThan(leader);
        // Nobody had to wait for a timeout of at least a second
        assertThat(cluster.simulation().nanoseconds() - stopped)
                .isLessThan(Duration.ofMillis(500).toNanos());
    }

    @Test
    void aLeaderThatIsRemovedGoesAsSoonAsAnotherKnows() {
        for (int size = 2; size <= 5; size++) {
            ConsensusCluster members = new ConsensusCluster(1, factory, Config.defaults(factory.configKeys()));
            members.found(size);
            ClusterMember leader = members.awaitLeader();
            members.runFor(Duration.ofSeconds(1));
            leader.consensus().changeMembership(new MembershipChange.Remove(leader.id()), Bytes.EMPTY, failure -> {});
            long removed = members.simulation().nanoseconds();
            members.awaitLeaderOtherThan(leader);
            // It hears the answers of those who know, though it is no member any more, and hands over: no timeout
            // passes
            assertThat(members.simulation().nanoseconds() - removed)
                    .as("time without a leader, of %d members", size)
                    .isLessThan(Duration.ofMillis(500).toNanos());
            assertThat(members.history().violations()).isEmpty();
        }
    }

    @Test
    void aLeaderThatStopsLeavesNoSnapshotOpenThatIsStillBeingWritten() {
        ConsensusCluster members = new ConsensusCluster(1, factory, EarlyRelease.config(factory));
        ClusterMember away = leaveOneFarBehind(members);
        ClusterMember leader = members.awaitLeader();
        away.restart();
        members.await(() -> leader.machine().openSources() > 0, "for a snapshot to be begun");
        leader.stop();
        assertThat(leader.machine().openSources()).isZero();
        assertThat(members.history().violations()).isEmpty();
    }

    @Test
    void aSnapshotWhoseEndComesTwiceIsTakenOverWhenTheLogHasSpaceForIt() {
        ConsensusCluster members = new ConsensusCluster(1, factory, EarlyRelease.config(factory));
        ClusterMember away = leaveOneFarBehind(members);
        members.network().setDuplication(1);
        away.restart();
        members.await(() -> away.disk().exists(SPOOL), "for the snapshot to be sealed");
        // It has to be announced in the log before it is taken over
        away.disk().setCapacity(away.disk().used());
        members.runFor(Duration.ofSeconds(2));
        assertThat(away.machine().installs()).isZero();
        away.disk().setCapacity(Long.MAX_VALUE);
        members.network().setDuplication(0);
        members.awaitAgreement();
        assertThat(away.machine().installs()).isEqualTo(1);
        assertThat(members.history().violations()).isEmpty();
    }

    /** A member that needs a snapshot as soon as it starts. */
    private static ClusterMember leaveOneFarBehind(ConsensusCluster members) {
        members.found(3);
        ClusterMember leader = members.awaitLeader();
        ClusterMember away = members.otherThan(leader);
        away.crash(CrashLoss.NOTHING);
        propose(members, leader, 200);
        members.runFor(Duration.ofSeconds(30));
        return away;
    }

    /** A process that slept for less than an election timeout still leads, but was late. */
    @Test
    void aHeartbeatThatIsLateIsCountedAtTheLeaderOnly() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        ClusterMember follower = cluster.otherThan(leader);
        sleep(follower);
        assertThat(lateHeartbeats(follower)).isZero();
        assertThat(lateHeartbeats(leader)).isZero();
        sleep(leader);
        assertThat(leader.leads()).isTrue();
        assertThat(lateHeartbeats(leader)).isEqualTo(1);
    }

    private void sleep(ClusterMember member) {
        member.runtime().pause();
        cluster.runFor(Duration.ofMillis(400));
        member.runtime().resume();
        cluster.runFor(Duration.ofSeconds(1));
    }

    private static long lateHeartbeats(ClusterMember member) {
        return member.runtime().metrics().count("etcd_server_heartbeat_send_failures_total");
    }

    @Test
    void theLogIsReleasedBehindWhatIsDurable() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        propose(leader, 30_000);
        cluster.runFor(Duration.ofSeconds(30));
        // Of the 30,000 some 15,000 at most: those for slow followers, and those since the last time
        cluster.members()
                .forEach(member ->
                        assertThat(logBytes(member)).as("log of %s", member).isLessThan(15_000 * 80));
    }

    private static long logBytes(ClusterMember member) {
        return member.disk().list(Path.of("/member/wal")).stream()
                .mapToLong(file -> member.disk().open(file).size())
                .sum();
    }

    private void propose(ClusterMember at, int count) {
        propose(cluster, at, count);
    }

    private static void propose(ConsensusCluster members, ClusterMember at, int count) {
        for (int i = 1; i <= count; i++) {
            at.propose("command " + i);
            if (i % 500 == 0 || i == count) {
                int expected = i;
                members.await(() -> at.machine().commandCount() == expected, "for " + expected + " commands");
            }
        }
    }
}
