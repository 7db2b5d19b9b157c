package io.kvorum.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many short lives of small clusters under everything a network, a disk and chance can do; after each step the invariants
 * of {@link RandomCluster} hold. A failure names the seed.
 */
final class CoreSimulationTest {
    private static final int SEEDS = 150;
    private static final int STEPS = 1500;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void invariantsHoldUnderLossReorderingRepetitionAndCrashes(int members) {
        long elections = 0;
        long applied = 0;
        long installs = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomCluster cluster = new RandomCluster(seed, members, false);
            run(cluster, seed);
            elections += cluster.elections();
            applied += cluster.applied();
            installs += cluster.installs();
        }
        // A run in which nothing happened proves nothing.
        assertThat(elections).isGreaterThan(SEEDS);
        assertThat(applied).isGreaterThan(10L * SEEDS);
        assertThat(installs).isGreaterThanOrEqualTo(members < 3 ? 0 : SEEDS / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void invariantsHoldWhileMembersChange(int members) {
        long changes = 0;
        for (long seed = 1_000; seed < 1_000 + SEEDS; seed++) {
            RandomCluster cluster = new RandomCluster(seed, members, true);
            run(cluster, seed);
            changes += cluster.membershipChanges();
        }
        assertThat(changes).isGreaterThan(SEEDS);
    }

    private static void run(RandomCluster cluster, long seed) {
        try {
            for (int step = 0; step < STEPS; step++) {
                cluster.step();
            }
            cluster.heal();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }
}
