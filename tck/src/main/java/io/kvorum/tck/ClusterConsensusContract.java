package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.tck.cluster.ClusterMember;
import io.kvorum.tck.cluster.ConsensusCluster;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.DiskObserver;
import io.kvorum.tck.sim.DiskStep;
import io.kvorum.tck.sim.SimulatedCrash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every consensus algorithm does with several members (CON-1, CON-3 to CON-5, CON-8, CON-9, snapshots, membership).
 * Extend it, name your factory, and run it beside {@link ConsensusContract}.
 *
 * <p>The algorithm runs in a {@link io.kvorum.tck.sim.Simulation} on simulated logs and a simulated network: it must take
 * time, threads and chance from its runtime only. An instance serves one test.
 */
public abstract class ClusterConsensusContract {
    /** The part under test. */
    protected abstract ConsensusFactory factory();

    /** Its settings: such that a log of some hundred entries behind what is durable is released. */
    protected abstract Config config(ConsensusFactory factory);

    /** Seed of the simulated world. */
    protected long seed() {
        return 1;
    }

    private ConsensusCluster cluster;

    @BeforeEach
    void makeCluster() {
        begin(seed());
    }

    private void begin(long worldSeed) {
        ConsensusFactory factory = factory();
        cluster = new ConsensusCluster(worldSeed, factory, config(factory));
    }

    @AfterEach
    void noRuleWasBroken() {
        assertThat(cluster.history().violations()).isEmpty();
    }

    @Test
    void required_con1_everyMemberAppliesTheSameSequence() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        proposeAll(leader, "command", 100);
        cluster.awaitAgreement();
        cluster.members()
                .forEach(member -> assertThat(member.machine().commands())
                        .hasSize(100)
                        .isEqualTo(leader.machine().commands()));
    }

    @Test
    void required_con1_con9_lossRepetitionAndCrashesChangeNothing() {
        for (int world = 1; world <= 8; world++) {
            liveThroughFaults(world);
            noRuleWasBroken();
        }
    }

    private void liveThroughFaults(int world) {
        begin(seed() * 100 + world);
        cluster.found(3);
        cluster.network().setLoss(0.05);
        cluster.network().setDuplication(0.1);
        for (int round = 0; round < 24; round++) {
            ClusterMember some = cluster.members().get((world + round) % 3);
            for (int i = 0; i < 10; i++) {
                some.propose(round + "." + i);
            }
            cluster.runFor(Duration.ofMillis(300));
            if (round % 4 == 3) {
                some.crash(CrashLoss.RANDOM);
                cluster.runFor(Duration.ofMillis(700));
                some.restart();
            }
        }
        cluster.network().setLoss(0);
        cluster.network().setDuplication(0);
        ClusterMember leader = cluster.awaitLeader();
        leader.propose("last");
        cluster.await(() -> leader.machine().commands().contains(Bytes.utf8("last")), "for the last command");
        cluster.awaitAgreement();
        assertThat(leader.machine().commands()).hasSizeGreaterThan(20);
    }

    @Test
    void required_con3_whatOneMemberAppliedSurvivesTheLossOfAllPower() {
        cluster.found(3);
        int rounds = 12;
        for (int round = 1; round <= rounds; round++) {
            Bytes command = Bytes.utf8("round " + round);
            cluster.awaitLeader().propose(command.toUtf8());
            cluster.await(
                    () -> cluster.members().stream()
                            .anyMatch(member -> member.machine().commands().contains(command)),
                    "for the first one to apply " + command.toUtf8());
            cluster.members().forEach(member -> member.crash(CrashLoss.ALL_UNSYNCED));
            cluster.members().forEach(ClusterMember::restart);
        }
        cluster.awaitAgreement();
        cluster.awaitCommands(rounds, cluster.members().toArray(ClusterMember[]::new));
    }

    @Test
    void required_con4_aLeaderThatIsLostLeavesItsProposalsUnknown() {
        cluster.found(3);
        ClusterMember old = cluster.awaitLeader();
        cluster.network().isolate(old.id());
        old.propose("nobody hears this");
        cluster.awaitLeaderOtherThan(old);
        cluster.await(() -> !old.failures("nobody hears this").isEmpty(), "for the proposal to fail");
        assertThat(old.failures("nobody hears this")).singleElement().isInstanceOf(ProposalFailure.Unknown.class);
    }

    @Test
    void required_con5_aLeaderThatWasCutOffAnswersNoRead() {
        cluster.found(3);
        ClusterMember old = cluster.awaitLeader();
        cluster.network().isolate(old.id());
        CompletableFuture<Long> stale = old.consensus().readIndex().toCompletableFuture();
        ClusterMember successor = cluster.awaitLeaderOtherThan(old);
        successor.propose("written after the read began");
        cluster.await(() -> successor.machine().commandCount() == 1, "for the write");
        cluster.await(stale, "for the read to fail");
        assertThat(stale).isCompletedExceptionally();
        assertThat(old.consensus().status().leader()).isEmpty();
    }

    @Test
    void required_con5_aLeaderThatSleptAnswersNoReadFromBefore() {
        cluster.found(3);
        ClusterMember old = cluster.awaitLeader();
        CompletableFuture<Long> before = old.consensus().readIndex().toCompletableFuture();
        old.runtime().pause();
        ClusterMember successor = cluster.awaitLeaderOtherThan(old);
        successor.propose("written during the sleep");
        cluster.await(() -> successor.machine().commandCount() == 1, "for the write");
        long written = successor.machine().applied().index();
        CompletableFuture<Long> during = old.consensus().readIndex().toCompletableFuture();
        old.runtime().resume();
        cluster.await(before, "for the read from before");
        cluster.await(during, "for the read during the sleep");
        assertThat(during.isCompletedExceptionally() || during.join() >= written)
                .isTrue();
    }

    @Test
    void required_leaderStatus_aQuorumCountsFromWhenItWasAsked() {
        cluster.found(3);
        ClusterMember old = cluster.awaitLeader();
        cluster.runFor(Duration.ofSeconds(2));
        assertThat(old.consensus().status().lastQuorumNanoseconds()).isPositive();
        old.runtime().pause();
        long paused = cluster.simulation().nanoseconds();
        cluster.runFor(Duration.ofSeconds(1));
        cluster.members().stream()
                .filter(member -> member != old)
                .forEach(member -> cluster.network().cut(old.id(), member.id()));
        old.runtime().resume();
        for (int i = 0; i < 50; i++) {
            cluster.runFor(Duration.ofMillis(10));
            ConsensusStatus status = old.consensus().status();
            // Answers that waited through the sleep confirm nothing that was asked after it began
            assertThat(status.lastQuorumNanoseconds()).isLessThanOrEqualTo(paused);
        }
    }

    @Test
    void required_con8_aFollowerPassesProposalsAndReadsOn() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        ClusterMember follower = cluster.otherThan(leader);
        follower.propose("by the way of a follower");
        cluster.awaitCommands(1, leader, follower);
        CompletableFuture<Long> read = follower.consensus().readIndex().toCompletableFuture();
        cluster.await(read, "for the read index");
        assertThat(read.join())
                .isGreaterThanOrEqualTo(leader.machine().applied().index());
    }

    @Test
    void required_con9_aForwardedProposalCommitsOnceAlthoughEveryMessageComesTwice() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        cluster.network().setDuplication(1);
        ClusterMember follower = cluster.otherThan(leader);
        proposeAll(follower, "forwarded", 60);
        cluster.network().setDuplication(0);
        cluster.awaitAgreement();
        assertThat(leader.machine().commands()).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void required_transfer_leadershipIsHandedOver() {
        cluster.found(3);
        ClusterMember old = cluster.awaitLeader();
        ClusterMember heir = cluster.otherThan(old);
        CompletableFuture<Void> transfer =
                old.consensus().transferLeadership(heir.id()).toCompletableFuture();
        cluster.await(transfer, "for the hand-over");
        assertThat(transfer).isCompleted();
        cluster.await(heir::leads, "for the heir to lead");
        assertThat(old.consensus().transferLeadership(old.id()).toCompletableFuture())
                .satisfies(refused -> cluster.await(refused, "for a refusal"))
                .isCompletedExceptionally();
    }

    @Test
    void required_snapshot_aMemberThatIsFarBehindTakesOneOver() {
        cluster.found(3);
        ClusterMember away = leaveOneFarBehind(400);
        away.restart();
        cluster.awaitAgreement();
        assertThat(away.machine().installs()).isPositive();
        assertThat(away.machine().commandCount()).isEqualTo(400);
        proposeAll(away, "afterwards", 20);
        cluster.awaitAgreement();
        cluster.runFor(Duration.ofMinutes(2));
        cluster.members()
                .forEach(member -> assertThat(member.machine().openSources())
                        .as("snapshots that %s keeps open", member)
                        .isZero());
        away.crash(CrashLoss.ALL_UNSYNCED);
        away.restart();
        cluster.awaitAgreement();
    }

    @Test
    void required_snapshot_oneThatBreaksOffIsSentAgain() {
        cluster.found(3);
        ClusterMember away = leaveOneFarBehind(400);
        cluster.network().setLoss(0.3);
        away.restart();
        cluster.runFor(Duration.ofSeconds(20));
        cluster.network().setLoss(0);
        cluster.awaitAgreement();
        assertThat(away.machine().commandCount()).isEqualTo(400);
    }

    @Test
    void required_snapshot_writesGoOnMeanwhile() {
        cluster.found(3);
        ClusterMember away = leaveOneFarBehind(400);
        away.restart();
        ClusterMember leader = cluster.leader().orElseThrow();
        proposeAll(leader, "meanwhile", 300);
        cluster.awaitAgreement();
        assertThat(away.machine().commandCount()).isEqualTo(700);
    }

    @Test
    void required_snapshot_aCrashAtAnyStepOfTakingItOverFindsAWayOn() {
        cluster.found(3);
        ClusterMember away = leaveOneFarBehind(150);
        away.restart();
        long before = away.disk().steps();
        cluster.awaitAgreement();
        // The new state has yet to become durable, and the log to hear of it
        cluster.runFor(Duration.ofSeconds(1));
        long steps = away.disk().steps() - before;
        assertThat(away.machine().installs()).isPositive();
        long stride = Math.max(1, steps / 40);
        for (long step = 1; step <= steps; step += stride) {
            for (boolean beforeStep : new boolean[] {true, false}) {
                for (CrashLoss loss : CrashLoss.values()) {
                    crashWhileCatchingUp(step, beforeStep, loss);
                }
            }
        }
    }

    private void crashWhileCatchingUp(long step, boolean beforeStep, CrashLoss loss) {
        begin(seed());
        cluster.found(3);
        ClusterMember away = leaveOneFarBehind(150);
        long last = away.disk().steps() + step;
        away.disk().observe(new CrashAt(away, last, beforeStep, loss));
        try {
            away.restart();
        } catch (SimulatedCrash atStart) {
            assertThat(away.alive()).isFalse();
        }
        cluster.await(() -> !away.alive(), "for the crash at step " + step);
        away.disk().observe(new DiskObserver() {});
        cluster.runFor(Duration.ofMillis(200));
        away.restart();
        cluster.awaitAgreement();
        assertThat(away.machine().commandCount()).isEqualTo(150);
        away.crash(CrashLoss.ALL_UNSYNCED);
        away.restart();
        away.propose("afterwards");
        cluster.await(
                () -> away.machine().commandCount() == 151
                        || !away.failures("afterwards").isEmpty(),
                "for more");
        cluster.awaitAgreement();
        noRuleWasBroken();
    }

    private record CrashAt(ClusterMember member, long number, boolean before, CrashLoss loss) implements DiskObserver {
        @Override
        public void before(DiskStep step) {
            if (before && step.number() == number) {
                crash();
            }
        }

        @Override
        public void after(DiskStep step) {
            if (!before && step.number() == number) {
                crash();
            }
        }

        private void crash() {
            member.crash(loss);
            throw new SimulatedCrash("at step " + number);
        }
    }

    /** Lets a follower miss so many commands, and the others release the log behind them. */
    private ClusterMember leaveOneFarBehind(int commands) {
        ClusterMember away = cluster.otherThan(cluster.awaitLeader());
        away.crash(CrashLoss.NOTHING);
        proposeAll(cluster.awaitLeader(), "missed", commands);
        cluster.runFor(Duration.ofSeconds(30));
        return away;
    }

    @Test
    void required_membership_oneBecomesThree() {
        cluster.found(1);
        ClusterMember first = cluster.awaitLeader();
        proposeAll(first, "alone", 300);
        ClusterMember second = cluster.newMember(2);
        change(first, new MembershipChange.Add(second.member(true)), "learner");
        second.start(new Bootstrap.Join(first.machine().applied().membership()));
        cluster.awaitAgreement();
        cluster.await(
                () -> second.consensus().status().role() == ConsensusStatus.Role.LEARNER, "for the learner to say so");
        change(first, new MembershipChange.Promote(second.id()), "promote");
        ClusterMember third = cluster.newMember(3);
        change(first, new MembershipChange.Add(third.member(false)), "voter");
        third.start(new Bootstrap.Join(first.machine().applied().membership()));
        cluster.awaitAgreement();
        assertThat(first.machine().applied().membership().voters())
                .containsExactly(first.id(), second.id(), third.id());
        first.crash(CrashLoss.ALL_UNSYNCED);
        ClusterMember successor = cluster.awaitLeaderOtherThan(first);
        successor.propose("without the first");
        cluster.awaitCommands(301, second, third);
    }

    @Test
    void required_membership_aSecondChangeWaitsForTheFirst() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        List<ProposalFailure> failures = new ArrayList<>();
        leader.consensus()
                .changeMembership(
                        new MembershipChange.Remove(cluster.otherThan(leader).id()),
                        Bytes.utf8("first"),
                        failures::add);
        leader.consensus()
                .changeMembership(
                        new MembershipChange.Add(cluster.newMember(4).member(false)),
                        Bytes.utf8("second"),
                        failures::add);
        cluster.await(() -> !failures.isEmpty(), "for the second change to be refused");
        assertThat(failures).singleElement().isInstanceOf(ProposalFailure.Dropped.class);
    }

    @Test
    void required_membership_aLeaderCanBeRemoved() {
        for (int size = 2; size <= 5; size++) {
            begin(seed());
            removeLeaderOf(size);
            noRuleWasBroken();
        }
    }

    private void removeLeaderOf(int size) {
        cluster.found(size);
        ClusterMember leader = cluster.awaitLeader();
        change(leader, new MembershipChange.Remove(leader.id()), "remove the leader");
        // As a server does that finds itself removed
        leader.crash(CrashLoss.NOTHING);
        ClusterMember successor = cluster.awaitLeaderOtherThan(leader);
        successor.propose("without the old leader");
        cluster.await(() -> successor.machine().commandCount() == 1, "for a command without the old leader");
        assertThat(successor.machine().applied().membership().members()).hasSize(size - 1);
        assertThat(successor.machine().applied().membership().removed()).containsExactly(leader.id());
    }

    @Test
    void required_membership_aFollowerCanBeRemoved() {
        for (int size = 2; size <= 5; size++) {
            begin(seed());
            removeFollowerOf(size);
            noRuleWasBroken();
        }
    }

    private void removeFollowerOf(int size) {
        cluster.found(size);
        ClusterMember leader = cluster.awaitLeader();
        ClusterMember follower = cluster.otherThan(leader);
        change(leader, new MembershipChange.Remove(follower.id()), "remove a follower");
        leader.propose("without it");
        cluster.await(() -> leader.machine().commandCount() == 1, "for a command without it");
        cluster.await(
                () -> follower.machine().applied().membership().removed().contains(follower.id()),
                "for the member to learn that it was removed");
        cluster.runFor(Duration.ofSeconds(10));
        assertThat(leader.leads()).as("the removed member disturbs nobody").isTrue();
    }

    @Test
    void required_membership_newAddressesReachEverybody() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        ClusterMember moved = cluster.otherThan(leader);
        change(
                leader,
                new MembershipChange.UpdateAddresses(moved.id(), List.of("http://elsewhere:2380")),
                "new addresses");
        cluster.awaitAgreement();
        cluster.members()
                .forEach(member -> assertThat(member.machine()
                                .applied()
                                .membership()
                                .find(moved.id())
                                .orElseThrow()
                                .peerUrls())
                        .containsExactly("http://elsewhere:2380"));
    }

    @Test
    void required_membership_aMemberThatSleptThroughManyChangesIsFound() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        ClusterMember away = cluster.otherThan(leader);
        ClusterMember other = cluster.otherThan(leader, away);
        away.crash(CrashLoss.NOTHING);
        for (long id = 4; id <= 5; id++) {
            ClusterMember added = cluster.newMember(id);
            change(leader, new MembershipChange.Add(added.member(false)), "add " + id);
            added.start(new Bootstrap.Join(leader.machine().applied().membership()));
            cluster.awaitAgreement();
        }
        change(leader, new MembershipChange.Remove(other.id()), "remove the other");
        other.crash(CrashLoss.NOTHING);
        change(leader, new MembershipChange.Remove(leader.id()), "remove the leader");
        leader.crash(CrashLoss.NOTHING);
        ClusterMember present = cluster.awaitLeaderOtherThan(leader);
        // Nobody of those whom it knows is there any more
        away.restart();
        present.propose("for all");
        cluster.await(() -> away.machine().commandCount() == 1, "for the one who slept");
    }

    @Test
    void required_membership_forceNewGoesOnAloneWithWhatWasCommitted() {
        cluster.found(3);
        ClusterMember leader = cluster.awaitLeader();
        proposeAll(leader, "command", 30);
        cluster.awaitAgreement();
        cluster.members().forEach(member -> member.crash(CrashLoss.RANDOM));
        ClusterMember survivor = cluster.members().get(2);
        survivor.start(new Bootstrap.ForceNew());
        cluster.await(survivor::leads, "for the survivor to lead");
        survivor.propose("alone");
        cluster.awaitCommands(31, survivor);
        assertThat(survivor.machine().applied().membership().voters()).containsExactly(survivor.id());
        survivor.crash(CrashLoss.ALL_UNSYNCED);
        survivor.restart();
        cluster.await(survivor::leads, "for the survivor to lead again");
    }

    /** Has a change made at a member, and waits until it has applied it. */
    private void change(ClusterMember at, MembershipChange change, String context) {
        boolean[] asked = new boolean[1];
        cluster.await(
                () -> {
                    if (!asked[0]) {
                        asked[0] = true;
                        // Refused while another change is under way or the leader is new
                        at.consensus().changeMembership(change, Bytes.utf8(context), failure -> asked[0] = false);
                    }
                    return at.machine().changes().stream()
                            .map(CommittedEntry.MembershipChanged::context)
                            .anyMatch(Bytes.utf8(context)::equals);
                },
                "for " + context);
    }

    /** Proposes commands, some at a time, and waits until this member has applied all. */
    private void proposeAll(ClusterMember at, String name, int count) {
        int before = at.machine().commandCount();
        for (int i = 1; i <= count; i++) {
            at.propose(name + " " + i + " ".repeat(40));
            if (i % 20 == 0 || i == count) {
                int expected = before + i;
                cluster.await(() -> at.machine().commandCount() == expected, "for " + expected + " commands");
            }
        }
    }
}
