package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
            "proposals of unknown fate",
            "renewals of leases",
            "truncations of conflicting entries",
            "watches that fell behind a compaction");

    @ParameterizedTest
    @CsvSource({"1, 15", "2, 10", "3, 80", "4, 5", "5, 20", "7, 3"})
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
    void theSameSeedGivesTheSameRun() {
        ClusterSettings settings = ClusterSettings.of(3, DefaultParts.raft()).withDuration(Duration.ofSeconds(5));
        assertThat(new ClusterRun(7, settings).run().digest())
                .isEqualTo(new ClusterRun(7, settings).run().digest());
    }
}
