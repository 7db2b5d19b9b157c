package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.simulation.part.MachineDecorator;
import io.kvorum.simulation.part.WalDecorator;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.tck.sim.SimulatedWalFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole clusters, in one thread, under every fault there is. */
class ClusterSimulationTest {
    /** Fixed, so that a build tries what the last one tried; another one by night. */
    private static final long BASE_SEED = Long.getLong("kvorum.sim.base", 20_261_121);

    /** How many times as many seeds as usual. */
    private static final long TIMES = Long.getLong("kvorum.sim.times", 1);

    private static final List<String> INJECTED = List.of(
            "bad weather on the network",
            "crashes",
            "crashes in the middle of writing",
            "crashes of all members",
            "drifting clocks",
            "failed syncs",
            "failed writes",
            "full disks",
            "isolated members",
            "jumps of the wall clock",
            "lost majorities",
            "messages lost",
            "messages repeated",
            "one-way partitions",
            "partitions",
            "pauses",
            "slow members",
            "transfers of leadership");

    private static final List<String> REACHED = List.of(
            "bookmarks",
            "compactions",
            "elections",
            "leases that expired",
            "members moved",
            "proposals of unknown fate",
            "renewals of leases",
            "truncations of conflicting entries",
            "watches that fell behind a compaction");

    @ParameterizedTest
    @CsvSource({"1, 20", "2, 15", "3, 120", "4, 10", "5, 30", "7, 5"})
    void nothingIsPromisedAndNotKept(int members, long seeds) {
        Coverage coverage = new Coverage();
        for (long seed = BASE_SEED; seed < BASE_SEED + seeds * TIMES; seed++) {
            ClusterRun.Result result = new ClusterRun(seed, ClusterSettings.of(members, DefaultParts.raft())).run();
            assertThat(result.violations())
                    .as("%d members, seed %d of base seed %d:%n%s", members, seed, BASE_SEED, result.trace())
                    .isEmpty();
            coverage.addAll(result.coverage());
        }
        if (members == 3) {
            assertThat(INJECTED).as("injected, of%n%s", coverage.toText()).allMatch(event -> coverage.of(event) > 0);
            assertThat(REACHED).as("reached, of%n%s", coverage.toText()).allMatch(event -> coverage.of(event) > 0);
        }
        assertThat(coverage.of("calls answered")).as("calls answered").isGreaterThan(100 * seeds);
    }

    @Test
    void membersOfDifferentPartsAgree() {
        Parts small = DefaultParts.raft()
                .withWal(disk -> new SimulatedWalFactory(disk, 512))
                .withConsensusSettings(Map.of("snapshot-count", "10", "snapshot-catchup-entries", "0"));
        Parts large = DefaultParts.raft()
                .withWal(disk -> new SimulatedWalFactory(disk, 64 * 1024))
                .withConsensusSettings(Map.of("snapshot-count", "1000", "snapshot-catchup-entries", "500"));
        ClusterSettings usual = ClusterSettings.of(3, small);
        ClusterSettings mixed = new ClusterSettings(
                3,
                List.of(small, large, DefaultParts.raft()),
                usual.duration(),
                usual.faultPause(),
                usual.clientPauseMilliseconds(),
                true);
        for (long seed = BASE_SEED; seed < BASE_SEED + 10 * TIMES; seed++) {
            ClusterRun.Result result = new ClusterRun(seed, mixed).run();
            assertThat(result.violations())
                    .as("seed %d:%n%s", seed, result.trace())
                    .isEmpty();
        }
    }

    /** By then the leader that wanted it may lead no more, and must not offer it in the name of the new term. */
    @Test
    void aSnapshotMayTakeLongToWrite() {
        Parts slow = WrongParts.consensus((consensus, context) -> new ConsensusDecorator(consensus) {
            @Override
            public void start(ReplicatedStateMachine machine) {
                super.start(new MachineDecorator(machine) {
                    @Override
                    public CompletionStage<SnapshotSource> snapshot() {
                        CompletableFuture<SnapshotSource> late = new CompletableFuture<>();
                        super.snapshot()
                                .thenAccept(source -> context.runtime()
                                        .schedule(lane(), Duration.ofMillis(1_500), () -> late.complete(source)));
                        return late;
                    }
                });
            }
        });
        Coverage coverage = new Coverage();
        for (long seed = BASE_SEED; seed < BASE_SEED + 10 * TIMES; seed++) {
            ClusterRun.Result result = new ClusterRun(seed, ClusterSettings.of(3, slow)).run();
            assertThat(result.violations())
                    .as("seed %d:%n%s", seed, result.trace())
                    .isEmpty();
            coverage.addAll(result.coverage());
        }
        assertThat(coverage.of("snapshot installs")).isPositive();
    }

    @Test
    void aFailureIsMadeSmall() {
        ClusterSettings settings = PlantedBugs.bug(
                        "entries are acknowledged before they are durable",
                        WrongParts.wal(log -> new WalDecorator(log) {
                            @Override
                            public long sync() {
                                return appendedLsn();
                            }
                        }),
                        1)
                .settings()
                .get();
        ClusterRun failing = new ClusterRun(1, settings);
        assertThat(failing.run().violations()).isNotEmpty();
        FaultPlan smallest = new Minimiser(1, settings, 100).minimise(failing.plan());
        assertThat(smallest.events().size()).isLessThan(failing.plan().events().size());
        assertThat(new ClusterRun(1, settings, smallest).run().violations()).isNotEmpty();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        ClusterSettings settings = ClusterSettings.of(3, DefaultParts.raft()).withDuration(Duration.ofSeconds(5));
        assertThat(new ClusterRun(7, settings).run().digest())
                .isEqualTo(new ClusterRun(7, settings).run().digest());
    }
}
