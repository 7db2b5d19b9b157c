package io.kvorum.tck.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private final Simulation simulation = new Simulation(11);
    private final SimulatedRuntime node = new SimulatedRuntime(simulation, "n1", Path.of("/n1"));
    private final List<String> done = new ArrayList<>();

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnotherOne() {
        List<String> first = traceOf(1);
        assertThat(first).hasSizeGreaterThan(500).isEqualTo(traceOf(1));
        assertThat(traceOf(2)).isNotEqualTo(first);
    }

    /** Three nodes that pass work among lanes and timers, by chance. */
    private static List<String> traceOf(long seed) {
        Simulation world = new Simulation(seed);
        List<String> trace = new ArrayList<>();
        world.trace(trace::add);
        for (int i = 0; i < 3; i++) {
            SimulatedRuntime busy = new SimulatedRuntime(world, "n" + i, Path.of("/n" + i));
            for (String name : List.of("a", "b", "c")) {
                Lane lane = busy.lane(name, 10);
                lane.offer(() -> work(busy, lane, 30));
            }
        }
        world.runFor(Duration.ofSeconds(10));
        trace.add("digest " + world.digest());
        return trace;
    }

    private static void work(SimulatedRuntime busy, Lane lane, int left) {
        if (left > 0) {
            Duration delay = Duration.ofMillis(busy.random("delay").nextInt(3));
            busy.schedule(lane, delay, () -> work(busy, lane, left - 1));
            busy.lane("shared", 100).offer(() -> {});
        }
    }

    @Test
    void tasksOfALaneRunInOrderAndKnowTheirLane() {
        Lane lane = node.lane("a", 100);
        for (int i = 0; i < 20; i++) {
            int number = i;
            lane.offer(() -> {
                lane.requireCurrent();
                done.add("" + number);
            });
            node.lane("b", 100).offer(() -> assertThat(lane.isCurrent()).isFalse());
        }
        simulation.settle();
        assertThat(done).hasSize(20).first().isEqualTo("0");
        assertThat(done).last().isEqualTo("19");
        assertThat(lane.isCurrent()).isFalse();
        assertThat(node.lane("a", 1)).isSameAs(lane);
    }

    @Test
    void aFullLaneRefusesTasksButNotSignalsAndTimersTryAgain() {
        Lane lane = node.lane("a", 2);
        Signal signal = lane.signal(() -> done.add("signal"));
        assertThat(lane.offer(() -> done.add("1"))).isTrue();
        assertThat(lane.offer(() -> done.add("2"))).isTrue();
        assertThat(lane.offer(() -> done.add("3"))).isFalse();
        signal.raise();
        signal.raise();
        node.schedule(lane, Duration.ZERO, () -> done.add("timer"));
        assertThat(lane.depth()).isEqualTo(2);
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(done).containsExactly("1", "2", "signal", "timer");
        signal.raise();
        simulation.settle();
        assertThat(done).endsWith("timer", "signal");
    }

    @Test
    void timeMovesOnlyWhenNothingIsReady() {
        long start = simulation.nanoseconds();
        node.schedule(node.lane("a", 1), Duration.ofHours(1), () -> done.add("late"));
        node.schedule(node.lane("a", 1), Duration.ofMinutes(1), () -> done.add("never"))
                .cancel();
        node.lane("b", 1).offer(() -> assertThat(simulation.nanoseconds()).isEqualTo(start));
        assertThat(simulation.runUntil(() -> !done.isEmpty(), Duration.ofMinutes(59)))
                .isFalse();
        assertThat(simulation.runUntil(() -> !done.isEmpty(), Duration.ofHours(2)))
                .isTrue();
        assertThat(done).containsExactly("late");
        assertThat(simulation.nanoseconds() - start)
                .isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void aPausedNodeRunsLaterAndACrashedOneNever() {
        SimulatedRuntime other = new SimulatedRuntime(simulation, "n2", Path.of("/n2"));
        node.pause();
        node.lane("a", 10).offer(() -> done.add("paused"));
        node.schedule(node.lane("a", 10), Duration.ofSeconds(1), () -> done.add("paused timer"));
        other.lane("a", 10).offer(() -> done.add("lost"));
        other.schedule(other.lane("a", 10), Duration.ofSeconds(1), () -> done.add("lost timer"));
        other.crash();
        simulation.runFor(Duration.ofSeconds(5));
        assertThat(done).isEmpty();
        assertThat(other.lane("a", 10).offer(() -> {})).isFalse();
        node.resume();
        simulation.settle();
        assertThat(done).containsExactly("paused", "paused timer");
    }

    @Test
    void aTaskThatThrowsHaltsItsNode() {
        List<SimulatedRuntime.Halt> halts = new ArrayList<>();
        node.onHalt(halts::add);
        node.lane("a", 10).offer(() -> {
            throw new IllegalStateException("broken");
        });
        node.lane("a", 10).offer(() -> done.add("after"));
        simulation.settle();
        assertThat(halts)
                .singleElement()
                .extracting(halt -> halt.cause().getMessage())
                .isEqualTo("broken");
        assertThat(node.halted()).isNotNull();
        assertThat(done).isEmpty();
    }

    @Test
    void aHaltThatNobodyHearsOfFailsTheRun() {
        node.lane("a", 10).offer(() -> node.halt("a promise is broken", null));
        assertThatThrownBy(simulation::settle)
                .hasMessageContaining("a promise is broken")
                .hasMessageContaining("seed 11");
    }

    @Test
    void aPowerFailureInsideATaskEndsTheNodeInSilence() {
        node.lane("a", 10).offer(() -> {
            throw new SimulatedCrash("now");
        });
        simulation.settle();
        assertThat(node.alive()).isFalse();
        assertThat(node.halted()).isNull();
    }

    @Test
    void theSamePurposeContinuesTheSameSequence() {
        long first = node.random("ids").nextLong();
        assertThat(node.random("ids").nextLong()).isNotEqualTo(first);
        SimulatedRuntime again = new SimulatedRuntime(new Simulation(11), "n1", Path.of("/n1"));
        assertThat(again.random("ids").nextLong()).isEqualTo(first);
    }

    @Test
    void theWallClockCanBeWrong() {
        long before = node.clock().wallMilliseconds();
        node.setWallSkew(Duration.ofSeconds(-10));
        assertThat(node.clock().wallMilliseconds()).isEqualTo(before - 10_000);
    }

    @Test
    void aClockThatRunsFastIsAheadAndItsTimersAreEarly() {
        long before = node.clock().nanoseconds();
        node.setClockRate(2);
        long begin = simulation.nanoseconds();
        node.schedule(node.lane("a", 10), Duration.ofSeconds(4), () -> done.add("timer"));
        simulation.runUntil(() -> !done.isEmpty(), Duration.ofSeconds(10));
        assertThat(simulation.nanoseconds() - begin)
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(node.clock().nanoseconds() - before)
                .isEqualTo(Duration.ofSeconds(4).toNanos());
        node.setClockRate(1);
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(node.clock().nanoseconds() - before)
                .isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThatThrownBy(() -> node.setClockRate(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theObserverHearsOfEveryTaskAfterItHasRun() {
        simulation.observeTasks((life, lane) -> done.add(life.name() + " has run a task of " + lane));
        node.lane("a", 10).offer(() -> done.add("task"));
        simulation.settle();
        assertThat(done).containsExactly("task", "n1 has run a task of a");
    }
}
