package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.tck.sim.SimulatedNetwork;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole members over a simulated network and disk. */
final class SimulatedClusterTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Simulation simulation = new Simulation(1);
    private SimulatedNetwork network = new SimulatedNetwork(simulation);
    private final List<ClusterMember> members = new ArrayList<>();
    private Membership founders = Membership.EMPTY;

    @Test
    void con1_everyMemberAppliesTheSameCommands() {
        found(3);
        ClusterMember leader = awaitLeader();
        for (int i = 0; i < 100; i++) {
            propose(leader, "command " + i);
        }
        awaitAllApplied(100);
        assertThat(members.get(1).commands).isEqualTo(members.get(0).commands);
        assertThat(members.get(2).commands).isEqualTo(members.get(0).commands);
        assertThat(leader.consensus.status().peers()).hasSize(2);
    }

    @Test
    void con8_aFollowerPassesProposalsAndReadsOn() {
        found(3);
        ClusterMember leader = awaitLeader();
        ClusterMember follower = otherThan(leader);
        propose(follower, "by the way of a follower");
        awaitAllApplied(1);
        CompletableFuture<Long> read = follower.consensus.readIndex().toCompletableFuture();
        await(read::isDone);
        assertThat(read.join()).isEqualTo(leader.applied().index());
    }

    @Test
    void con5_aLeaderThatWasCutOffAnswersNoRead() {
        found(3);
        ClusterMember old = awaitLeader();
        network.isolate(old.id);
        CompletableFuture<Long> stale = old.consensus.readIndex().toCompletableFuture();
        ClusterMember successor = awaitLeaderOtherThan(old);
        propose(successor, "written after the read began");
        await(() -> successor.commands.size() == 1);
        await(stale::isDone);
        assertThat(stale).isCompletedExceptionally();
        assertThat(old.consensus.status().leader()).isEmpty();
    }

    @Test
    void con4_aLeaderThatIsLostLeavesItsProposalsUnknown() {
        found(3);
        ClusterMember old = awaitLeader();
        network.isolate(old.id);
        List<ProposalFailure> failures = new ArrayList<>();
        old.consensus.propose(Bytes.utf8("nobody hears this"), ProposalKind.CLIENT, failures::add);
        awaitLeaderOtherThan(old);
        await(() -> !failures.isEmpty());
        assertThat(failures).singleElement().isInstanceOf(ProposalFailure.Unknown.class);
    }

    @Test
    void aLeaderThatWasPausedAndWakesUpAnswersNoRead() {
        found(3);
        ClusterMember old = awaitLeader();
        old.runtime.pause();
        ClusterMember successor = awaitLeaderOtherThan(old);
        propose(successor, "written during the pause");
        await(() -> successor.commands.size() == 1);
        CompletableFuture<Long> read = old.consensus.readIndex().toCompletableFuture();
        old.runtime.resume();
        await(read::isDone);
        assertThat(read.isCompletedExceptionally()
                        || read.join() >= successor.applied().index())
                .isTrue();
    }

    @Test
    void leadershipIsHandedOver() {
        found(3);
        ClusterMember old = awaitLeader();
        ClusterMember heir = otherThan(old);
        CompletableFuture<Void> transfer =
                old.consensus.transferLeadership(heir.id).toCompletableFuture();
        await(transfer::isDone);
        assertThat(transfer).isCompleted();
        await(() -> heir.leadingTerm > 0);
        CompletableFuture<Void> refused =
                old.consensus.transferLeadership(old.id).toCompletableFuture();
        await(refused::isDone);
        assertThat(refused).isCompletedExceptionally();
        assertThat(refused.handle((done, failure) -> ((ConsensusException) failure).failure())
                        .join())
                .isInstanceOf(ProposalFailure.NotLeader.class);
    }

    @Test
    void aMemberThatWasAwayCatchesUpFromTheLog() {
        found(3);
        ClusterMember leader = awaitLeader();
        ClusterMember away = otherThan(leader);
        away.crash();
        for (int i = 0; i < 2_000; i++) {
            propose(leader, "command " + i + " ".repeat(100));
            if (i % 100 == 0) {
                simulation.runFor(Duration.ofMillis(50));
            }
        }
        away.start(new Bootstrap.Restart());
        awaitAllApplied(2_000);
    }

    @Test
    void aSingleMemberGrows() {
        found(1);
        ClusterMember first = awaitLeader();
        propose(first, "alone");
        Member joining = member(2);
        first.consensus.changeMembership(new MembershipChange.Add(joining), Bytes.utf8("add"), failure -> {
            throw new AssertionError(failure);
        });
        await(() -> first.applied().membership().members().size() == 2);
        ClusterMember second = new ClusterMember(joining.id(), simulation, network);
        members.add(second);
        second.start(new Bootstrap.Join(first.applied().membership()));
        await(() -> second.commands.size() == 1);
        propose(second, "together");
        awaitAllApplied(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void con1AndCon9HoldUnderLossRepetitionAndCrashes(long seed) {
        simulation = new Simulation(seed);
        network = new SimulatedNetwork(simulation);
        found(3);
        network.setLoss(0.05);
        network.setDuplication(0.1);
        for (int round = 0; round < 20; round++) {
            ClusterMember some = members.get((int) ((seed + round) % 3));
            for (int i = 0; i < 10; i++) {
                propose(some, round + "." + i);
            }
            simulation.runFor(Duration.ofMillis(300));
            if (round % 4 == 3) {
                some.crash();
                simulation.runFor(Duration.ofMillis(700));
                some.start(new Bootstrap.Restart());
            }
        }
        network.setLoss(0);
        network.setDuplication(0);
        ClusterMember leader = awaitLeader();
        propose(leader, "last");
        await(() -> members.stream().allMatch(member -> member.commands.contains(Bytes.utf8("last"))));
        assertThat(leader.commands).doesNotHaveDuplicates().hasSizeGreaterThan(20);
        members.forEach(member -> assertThat(member.commands).isEqualTo(leader.commands));
    }

    private void found(int size) {
        List<Member> all = new ArrayList<>();
        for (long id = 1; id <= size; id++) {
            all.add(member(id));
        }
        founders = new Membership(all, List.of());
        for (Member founder : all) {
            ClusterMember member = new ClusterMember(founder.id(), simulation, network);
            members.add(member);
            member.start(new Bootstrap.New(founders));
        }
    }

    private static Member member(long id) {
        return new Member(new MemberId(id), List.of("http://" + Long.toHexString(id) + ":2380"), false);
    }

    private static void propose(ClusterMember member, String command) {
        member.consensus.propose(Bytes.utf8(command), ProposalKind.CLIENT, failure -> {});
    }

    private ClusterMember otherThan(ClusterMember one) {
        return members.stream().filter(member -> member != one).findFirst().orElseThrow();
    }

    /** A member that leads and whom all others follow. */
    private ClusterMember awaitLeader() {
        await(() -> leader().isPresent());
        return leader().orElseThrow();
    }

    private Optional<ClusterMember> leader() {
        return members.stream()
                .filter(candidate -> candidate.leadingTerm > 0
                        && members.stream().allMatch(member -> member.leader.equals(Optional.of(candidate.id))))
                .findFirst();
    }

    private ClusterMember awaitLeaderOtherThan(ClusterMember old) {
        await(() -> members.stream().anyMatch(member -> member != old && member.leadingTerm > 0));
        return members.stream()
                .filter(member -> member != old && member.leadingTerm > 0)
                .findFirst()
                .orElseThrow();
    }

    private void awaitAllApplied(int commands) {
        await(() -> members.stream().allMatch(member -> member.commands.size() == commands));
    }

    private void await(BooleanSupplier condition) {
        if (!simulation.runUntil(condition, PATIENCE)) {
            throw new AssertionError(
                    "waited " + PATIENCE + " of virtual time in vain (seed " + simulation.seed() + ")");
        }
    }
}
