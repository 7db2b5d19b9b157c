package io.kvorum.tck.sim;

import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One life of a node in a {@link Simulation}: from start to stop, crash or halt. A node that starts again gets a new one.
 */
public final class SimulatedRuntime implements NodeRuntime {
    /** Wall time at virtual time 0: 2026-01-01T00:00:00Z. */
    private static final long WALL_START_MILLISECONDS = 1_767_225_600_000L;

    private static final Duration RETRY_DELAY = Duration.ofMillis(1);

    private final Simulation simulation;
    private final String name;
    private final Path directory;
    private final RecordedMetrics metrics = new RecordedMetrics();
    private final Clock clock = new OwnClock();
    private final Map<String, SimulatedLane> lanes = new TreeMap<>();
    private final Map<String, RandomGenerator> generators = new TreeMap<>();
    private Consumer<Halt> onHalt;
    private Halt halt;
    private boolean alive = true;
    private boolean paused;
    private long wallSkewMilliseconds;
    private double clockRate = 1;
    // Where the node's clock stood, in its own and in virtual time, when its rate last changed
    private long rateSinceOwn;
    private long rateSinceVirtual;

    /**
     * Makes a runtime.
     *
     * @param name of the node and its life, for example {@code n1.3}: with the seed it fixes what {@link #random} gives
     * @param directory root of the node's files, on a {@link SimulatedDisk} or a real one
     */
    public SimulatedRuntime(Simulation simulation, String name, Path directory) {
        this.simulation = simulation;
        this.name = name;
        this.directory = directory;
    }

    /** Why a node stopped itself. */
    public record Halt(String reason, Throwable cause) {}

    public String name() {
        return name;
    }

    public Simulation simulation() {
        return simulation;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    private long ownNanoseconds() {
        long passed = simulation.nanoseconds() - rateSinceVirtual;
        return rateSinceOwn + (clockRate == 1 ? passed : (long) (passed * clockRate));
    }

    /**
     * Lets this node's clocks and timers run faster or slower than virtual time from now on; timers that wait already keep
     * their time.
     *
     * @param rate nanoseconds of the node per nanosecond of virtual time; 1 is exact
     */
    public void setClockRate(double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("a clock must go forward, not at rate " + rate);
        }
        rateSinceOwn = ownNanoseconds();
        rateSinceVirtual = simulation.nanoseconds();
        clockRate = rate;
    }

    /** Moves this node's wall clock, in either direction. */
    public void setWallSkew(Duration skew) {
        wallSkewMilliseconds = skew.toMillis();
    }

    @Override
    public Lane lane(String laneName, int capacity) {
        return lanes.computeIfAbsent(laneName, absent -> new SimulatedLane(simulation, this, laneName, capacity));
    }

    @Override
    public int parallelism() {
        return 2;
    }

    @Override
    public Cancellable schedule(Lane lane, Duration delay, Runnable task) {
        Scheduled scheduled = new Scheduled(lane, task);
        scheduled.start(delay);
        return scheduled;
    }

    @Override
    public RandomGenerator random(String purpose) {
        return generators.computeIfAbsent(purpose, absent -> simulation.random(name + "/" + purpose));
    }

    @Override
    public RandomGenerator secureRandom() {
        return random("secure");
    }

    @Override
    public RecordedMetrics metrics() {
        return metrics;
    }

    @Override
    public Path directory() {
        return directory;
    }

    /** Names the one who hears of a halt. Without one, a halt fails the simulation's step. */
    public void onHalt(Consumer<Halt> listener) {
        onHalt = listener;
    }

    @Override
    public void halt(String reason, Throwable cause) {
        if (!alive) {
            return;
        }
        halt = new Halt(reason, cause);
        crash();
        if (onHalt == null) {
            simulation.reportUnheardHalt(name, reason, cause);
        } else {
            onHalt.accept(halt);
        }
    }

    /** Why the node halted; null if it did not. */
    public Halt halted() {
        return halt;
    }

    /** Ends this life at once: no task and no timer of it runs any more, not even one that was due. */
    public void crash() {
        alive = false;
        lanes.values().forEach(SimulatedLane::clear);
    }

    /** Stops the node's lanes while time goes on, as a long garbage collection does. */
    public void pause() {
        paused = true;
        lanes.values().forEach(SimulatedLane::suspend);
    }

    /** Ends a pause; what was due meanwhile runs now. */
    public void resume() {
        paused = false;
        lanes.values().forEach(SimulatedLane::makeReady);
    }

    /** Whether this life goes on: neither crashed nor halted. */
    public boolean alive() {
        return alive;
    }

    boolean running() {
        return alive && !paused;
    }

    private final class OwnClock implements Clock {
        @Override
        public long nanoseconds() {
            return ownNanoseconds();
        }

        @Override
        public long wallMilliseconds() {
            return WALL_START_MILLISECONDS + ownNanoseconds() / 1_000_000 + wallSkewMilliseconds;
        }
    }

    /** A task that waits for its time, and then for room in its lane. */
    private final class Scheduled implements Cancellable {
        private final Lane lane;
        private final Runnable task;
        private Cancellable timer;
        private boolean cancelled;

        Scheduled(Lane lane, Runnable task) {
            this.lane = lane;
            this.task = task;
        }

        void start(Duration delay) {
            Duration virtual = clockRate == 1 ? delay : Duration.ofNanos((long) (delay.toNanos() / clockRate));
            timer = simulation.after(virtual, this::fire);
        }

        private void fire() {
            if (alive && !lane.offer(this::run)) {
                start(RETRY_DELAY);
            }
        }

        private void run() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            timer.cancel();
        }
    }
}
