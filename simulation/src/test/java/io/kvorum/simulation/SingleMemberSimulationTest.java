package io.kvorum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.tck.sim.CrashLoss;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A whole member, its clients and its watchers, in one thread, with crashes wherever they hurt. */
class SingleMemberSimulationTest {
    private static final long SEEDS = Long.getLong("kvorum.sim.seeds", 40);
    private static final long BASE_SEED = Long.getLong("kvorum.sim.base", 20_261_121);

    @Test
    void nothingAcknowledgedIsLostOverManyCrashes() {
        long crashes = 0;
        long observations = 0;
        for (long seed = BASE_SEED; seed < BASE_SEED + SEEDS; seed++) {
            SingleMemberRun.Result result =
                    new SingleMemberRun(seed, DefaultParts.raft()).withRandomCrashes(Duration.ofSeconds(30));
            assertThat(result.violations()).as("seed %d", seed).isEmpty();
            crashes += result.crashes();
            observations += result.observations();
        }
        assertThat(crashes).as("crashes injected").isGreaterThan(5 * SEEDS);
        assertThat(observations).as("calls answered").isGreaterThan(500 * SEEDS);
    }

    @Test
    void aCrashBeforeOrAfterAnyDurableStepLosesNothing() {
        Duration duration = Duration.ofMillis(400);
        long steps = new SingleMemberRun(7, DefaultParts.raft())
                .withCrashAtStep(Long.MAX_VALUE, true, CrashLoss.NOTHING, duration)
                .diskSteps();
        assertThat(steps).as("durable steps of the run").isGreaterThan(50);
        for (long step = 1; step <= steps; step++) {
            for (boolean after : new boolean[] {false, true}) {
                CrashLoss loss = CrashLoss.values()[(int) (step % CrashLoss.values().length)];
                SingleMemberRun.Result result =
                        new SingleMemberRun(7, DefaultParts.raft()).withCrashAtStep(step, after, loss, duration);
                assertThat(result.violations())
                        .as("crash %s step %d with loss %s", after ? "after" : "before", step, loss)
                        .isEmpty();
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        SingleMemberRun.Result one =
                new SingleMemberRun(3, DefaultParts.raft()).withRandomCrashes(Duration.ofSeconds(10));
        SingleMemberRun.Result again =
                new SingleMemberRun(3, DefaultParts.raft()).withRandomCrashes(Duration.ofSeconds(10));
        assertThat(again).isEqualTo(one);
    }
}
