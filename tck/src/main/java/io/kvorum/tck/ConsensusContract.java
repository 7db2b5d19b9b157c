package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.DiskObserver;
import io.kvorum.tck.sim.DiskStep;
import io.kvorum.tck.sim.SimulatedCrash;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every consensus algorithm does with one voter (CON-2 to CON-7, and restart). Extend it, name your factory, and
 * run it.
 *
 * <p>The algorithm runs in a {@link io.kvorum.tck.sim.Simulation} on a simulated log and network: it must take time,
 * threads and chance from its runtime only, and {@code start}, which is called outside all lanes, must not wait for one.
 * An instance serves one test; {@link #factory()} is called once for it.
 */
public abstract class ConsensusContract {
    /** The part under test. */
    protected abstract ConsensusFactory factory();

    /** Its settings. */
    protected Config config(ConsensusFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** Whether entries survive a restart of the member by themselves. By default: if it uses a log. */
    protected boolean durable(ConsensusFactory factory) {
        return factory.uses().contains(ConsensusFactory.Part.WAL);
    }

    /** Seed of the simulated world. */
    protected long seed() {
        return 1;
    }

    private ConsensusFactory factory;
    private SimulatedMember member;

    @BeforeEach
    void makeMember() {
        factory = factory();
        member = newMember(seed());
    }

    private SimulatedMember newMember(long worldSeed) {
        return new SimulatedMember(new Simulation(worldSeed), factory, config(factory));
    }

    @AfterEach
    void con2AndCon7AndCon10HoldForEveryCall() {
        if (member.machine() != null) {
            assertThat(member.machine().violations()).isEmpty();
        }
    }

    @Test
    void required_con2_indexesAscendWithoutGapFromOne() {
        member.startNew();
        List<Bytes> commands = member.applyCommands("command", 200, 10);
        assertThat(member.machine().commands()).containsExactlyInAnyOrderElementsOf(commands);
        List<CommittedEntry> entries = member.machine().entries();
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).index()).isEqualTo(i + 1);
        }
        assertThat(member.failures()).isEmpty();
    }

    @Test
    void required_con2_theBootstrapMembershipIsAnEntry() {
        member.startNew();
        member.applyCommands("command", 1, 10);
        assertThat(member.machine().applied().membership()).isEqualTo(SimulatedMember.ALONE);
        assertThat(member.machine().entries())
                .filteredOn(CommittedEntry.MembershipChanged.class::isInstance)
                .isNotEmpty()
                .allMatch(entry ->
                        ((CommittedEntry.MembershipChanged) entry).context().isEmpty());
    }

    @Test
    void required_con2_aChangeOfMembershipIsAnEntryWithItsContext() {
        member.startNew();
        Bytes context = Bytes.utf8("why");
        List<ProposalFailure> failures = new ArrayList<>();
        member.consensus()
                .changeMembership(
                        new MembershipChange.UpdateAddresses(SimulatedMember.ID, List.of("http://new:2380")),
                        context,
                        failures::add);
        member.await(() -> !addresses().equals(List.of("http://one:2380")), "for the new addresses");
        assertThat(addresses()).containsExactly("http://new:2380");
        CommittedEntry.MembershipChanged changed = member.machine().entries().stream()
                .filter(CommittedEntry.MembershipChanged.class::isInstance)
                .map(CommittedEntry.MembershipChanged.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(changed.context()).isEqualTo(context);
        assertThat(failures).isEmpty();
    }

    private List<String> addresses() {
        return member.machine()
                .applied()
                .membership()
                .find(SimulatedMember.ID)
                .orElseThrow()
                .peerUrls();
    }

    @Test
    void required_con2_afterARestartEachEntryComesOnceBehindWhatIsApplied() {
        assumeTrue(durable(factory), "the algorithm keeps nothing over a restart");
        member.startNew();
        List<Bytes> commands = new ArrayList<>(member.applyCommands("first", 60, 10));
        List<CommittedEntry> before = List.copyOf(member.machine().entries());
        for (int appliedEntries : new int[] {0, 1, 30, before.size()}) {
            AppliedState applied = stateAfter(before, appliedEntries);
            member.crash(CrashLoss.ALL_UNSYNCED);
            member.restart(applied);
            member.await(() -> member.machine().applied().index() >= before.size(), "for the replay");
            assertThat(member.machine().entries().subList(0, before.size() - appliedEntries))
                    .isEqualTo(before.subList(appliedEntries, before.size()));
        }
        long index = member.machine().applied().index();
        commands.addAll(member.applyCommands("second", 5, 10));
        assertThat(member.machine().applied().index()).isGreaterThanOrEqualTo(index + 5);
        assertThat(member.machine().applied().membership()).isEqualTo(SimulatedMember.ALONE);
        assertThat(member.failures()).isEmpty();
    }

    private static AppliedState stateAfter(List<CommittedEntry> entries, int count) {
        AppliedState state = AppliedState.NONE;
        for (CommittedEntry entry : entries.subList(0, count)) {
            state = state.after(entry);
        }
        return state;
    }

    @Test
    void required_con2_aCleanStopAndARestartLoseNothing() {
        assumeTrue(durable(factory), "the algorithm keeps nothing over a restart");
        member.startNew();
        List<Bytes> commands = member.applyCommands("command", 30, 100);
        long term = member.consensus().status().term();
        member.consensus().close();
        member.consensus().close();
        member.crash(CrashLoss.ALL_UNSYNCED);
        member.restart(AppliedState.NONE);
        member.await(() -> member.machine().commands().size() == 30, "for the replay");
        assertThat(member.machine().commands()).containsExactlyInAnyOrderElementsOf(commands);
        assertThat(member.consensus().status().term()).isGreaterThanOrEqualTo(term);
    }

    @Test
    void required_con2_forceNewKeepsWhatWasCommitted() {
        assumeTrue(durable(factory), "the algorithm keeps nothing over a restart");
        member.startNew();
        List<Bytes> commands = member.applyCommands("command", 30, 100);
        member.crash(CrashLoss.ALL_UNSYNCED);
        member.start(new Bootstrap.ForceNew(), AppliedState.NONE, Long.MAX_VALUE);
        member.awaitLeading();
        assertThat(member.machine().commands()).containsExactlyInAnyOrderElementsOf(commands);
        assertThat(member.machine().applied().membership().voters()).containsExactly(SimulatedMember.ID);
    }

    @Test
    void required_con3_whatWasAppliedSurvivesACrashAtAnyDurableStep() {
        assumeTrue(durable(factory), "the algorithm keeps nothing over a restart");
        long steps = runAndCrashAt(Long.MAX_VALUE, true);
        // Every step of a short life, before and after it
        long stride = Math.max(1, steps / 60);
        for (long step = 1; step <= steps; step += stride) {
            runAndCrashAt(step, true);
            runAndCrashAt(step, false);
        }
    }

    /**
     * Lives until a step of the disk, crashes there, lives again; returns the number of steps of the first life. A first
     * start that was interrupted is repeated as {@link Bootstrap.New}, whatever it has left in the log.
     */
    private long runAndCrashAt(long step, boolean before) {
        member = newMember(seed() + step);
        member.disk().observe(new CrashAt(step, before));
        List<CommittedEntry> applied = new ArrayList<>();
        try {
            member.startNew();
            member.applyCommands("command", 8, 50);
        } catch (SimulatedCrash | AssertionError crashed) {
            assertThat(member.runtime().alive())
                    .as("only a crash may end the first life: %s", crashed)
                    .isFalse();
        }
        long steps = member.disk().steps();
        applied.addAll(member.machine().entries());
        assertThat(member.machine().violations()).isEmpty();
        member.disk().observe(new DiskObserver() {});
        member.crash(CrashLoss.RANDOM);
        boolean knowsItself = !applied.isEmpty();
        member.start(
                knowsItself ? new Bootstrap.Restart() : new Bootstrap.New(SimulatedMember.ALONE),
                AppliedState.NONE,
                Long.MAX_VALUE);
        member.awaitLeading();
        List<CommittedEntry> replayed = member.machine().entries();
        assertThat(replayed.size()).as("entries after a crash at step %d", step).isGreaterThanOrEqualTo(applied.size());
        assertThat(replayed.subList(0, applied.size())).isEqualTo(applied);
        member.applyCommands("afterwards", 3, 50);
        assertThat(member.machine().violations()).isEmpty();
        return steps;
    }

    private final class CrashAt implements DiskObserver {
        private final long number;
        private final boolean before;

        CrashAt(long number, boolean before) {
            this.number = number;
            this.before = before;
        }

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
            member.crash(CrashLoss.RANDOM);
            throw new SimulatedCrash("at step " + number);
        }
    }

    @Test
    void required_con3_aFailedSyncStopsTheNodeAndNothingIsApplied() {
        assumeTrue(durable(factory), "the algorithm keeps nothing over a restart");
        // Whether an entry can slip through depends on which lane goes first
        for (int world = 0; world < 20; world++) {
            member = newMember(seed() + world);
            member.startNew();
            member.applyCommands("before", 5, 10);
            int applied = member.machine().entries().size();
            member.runtime().onHalt(halt -> {});
            member.disk().failNextSync();
            member.propose(Bytes.utf8("never"), ProposalKind.CLIENT);
            member.await(() -> member.runtime().halted() != null, "for the node to stop");
            assertThat(member.machine().entries()).hasSize(applied);
        }
    }

    @Test
    void required_con4_aCertainFailureIsNeverFollowedByTheCommand() {
        member.start(new Bootstrap.New(SimulatedMember.ALONE), AppliedState.NONE, Long.MAX_VALUE);
        List<Bytes> commands = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            // The first ones come before anybody leads
            Bytes command = Bytes.utf8("early " + i);
            commands.add(command);
            member.propose(command, i % 2 == 0 ? ProposalKind.CLIENT : ProposalKind.INTERNAL);
            member.runtime().simulation().step();
        }
        member.awaitLeading();
        for (int i = 0; i < 50; i++) {
            Bytes command = Bytes.utf8("late " + i);
            commands.add(command);
            member.propose(command, ProposalKind.CLIENT);
        }
        member.runtime().simulation().step();
        member.consensus().close();
        member.propose(Bytes.utf8("after the end"), ProposalKind.CLIENT);
        member.runtime().simulation().runFor(Duration.ofSeconds(30));
        List<Bytes> applied = new ArrayList<>(member.machine().commands());
        if (durable(factory)) {
            member.crash(CrashLoss.NOTHING);
            boolean empty = applied.isEmpty() && member.machine().entries().isEmpty();
            member.start(
                    empty ? new Bootstrap.New(SimulatedMember.ALONE) : new Bootstrap.Restart(),
                    AppliedState.NONE,
                    Long.MAX_VALUE);
            member.awaitLeading();
            applied = new ArrayList<>(member.machine().commands());
        }
        assertThat(applied).doesNotHaveDuplicates().doesNotContain(Bytes.utf8("after the end"));
        for (Bytes command : commands) {
            List<ProposalFailure> failures = member.failures().getOrDefault(command, List.of());
            assertThat(failures).as("failures of %s", command.toUtf8()).hasSizeLessThanOrEqualTo(1);
            if (failures.stream().anyMatch(failure -> !failure.outcomeUnknown())) {
                assertThat(applied).as("failed as %s", failures).doesNotContain(command);
            }
        }
    }

    @Test
    void required_con4_lackOfSpaceRefusesClientsAndEnds() {
        assumeTrue(durable(factory), "the algorithm uses no log");
        member.startNew();
        member.applyCommands("before", 5, 10);
        member.disk().setCapacity(member.disk().used() + 100_000);
        Bytes client = Bytes.utf8("client");
        Bytes internal = Bytes.utf8("internal");
        member.propose(client, ProposalKind.CLIENT);
        member.propose(internal, ProposalKind.INTERNAL);
        member.awaitApplied(List.of(internal));
        assertThat(member.machine().commands()).doesNotContain(client);
        assertThat(member.failures().get(client)).singleElement().isInstanceOf(ProposalFailure.NoSpace.class);
        member.disk().setCapacity(Long.MAX_VALUE);
        member.applyCommands("room again", 5, 10);
    }

    @Test
    void required_con5_theReadIndexCoversEveryWriteAppliedBefore() {
        member.startNew();
        for (int round = 0; round < 20; round++) {
            member.applyCommands("round " + round, 3, 10);
            long acknowledged = member.machine().applied().index();
            CompletableFuture<Long> readIndex = member.consensus().readIndex().toCompletableFuture();
            member.propose(Bytes.utf8("meanwhile " + round), ProposalKind.CLIENT);
            member.await(readIndex::isDone, "for the read index");
            assertThat(readIndex.join()).isGreaterThanOrEqualTo(acknowledged);
            member.await(() -> member.machine().applied().index() >= readIndex.join(), "for the index to be applied");
        }
    }

    @Test
    void required_con6_theLogKeepsWhatTheMachineHasNotMadeDurable() {
        assumeTrue(durable(factory), "the algorithm uses no log");
        long durable = 100;
        member.start(new Bootstrap.New(SimulatedMember.ALONE), AppliedState.NONE, durable);
        member.awaitLeading();
        member.applyCommands("command", 3_000, 300);
        member.runtime().simulation().runFor(Duration.ofMinutes(5));
        List<CommittedEntry> before = List.copyOf(member.machine().entries());
        member.crash(CrashLoss.ALL_UNSYNCED);
        member.restart(stateAfter(before, (int) durable));
        member.await(() -> member.machine().applied().index() >= before.size(), "for the replay");
        assertThat(member.machine().entries().subList(0, before.size() - (int) durable))
                .isEqualTo(before.subList((int) durable, before.size()));
    }

    @Test
    void required_con6_aReleasedLogRestartsBehindTheDurableIndex() {
        assumeTrue(durable(factory), "the algorithm uses no log");
        member.startNew();
        member.applyCommands("command", 3_000, 300);
        member.runtime().simulation().runFor(Duration.ofMinutes(5));
        List<CommittedEntry> before = List.copyOf(member.machine().entries());
        member.crash(CrashLoss.ALL_UNSYNCED);
        member.restart(stateAfter(before, before.size()));
        member.applyCommands("afterwards", 10, 10);
        assertThat(member.machine().applied().membership()).isEqualTo(SimulatedMember.ALONE);
    }

    @Test
    void required_con7_callbacksComeOneAtATimeOnTheMachinesLane() {
        member.startNew();
        member.applyCommands("command", 50, 10);
        assertThat(member.machine().violations()).isEmpty();
        assertThat(member.machine().leader()).contains(SimulatedMember.ID);
        assertThat(member.machine().leaderTerm()).isEqualTo(member.machine().leadingTerm());
    }

    @Test
    void required_con10_entriesCarryTheTermThatIsLed() {
        member.startNew();
        member.applyCommands("command", 10, 10);
        ConsensusStatus status = member.consensus().status();
        assertThat(status.role()).isEqualTo(ConsensusStatus.Role.LEADER);
        assertThat(status.leader()).isEqualTo(Optional.of(SimulatedMember.ID));
        assertThat(status.term()).isEqualTo(member.machine().leadingTerm());
        assertThat(status.commitIndex()).isEqualTo(member.machine().applied().index());
        assertThat(member.machine().applied().term()).isEqualTo(status.term());
    }
}
