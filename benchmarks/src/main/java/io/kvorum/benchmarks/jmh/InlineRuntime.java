package io.kvorum.benchmarks.jmh;

import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All lanes on the benchmark's own thread; timers never fire. */
final class InlineRuntime implements NodeRuntime {
    private static final Clock CLOCK = new Clock() {
        @Override
        public long nanoseconds() {
            return System.nanoTime();
        }

        @Override
        public long wallMilliseconds() {
            return System.currentTimeMillis();
        }
    };

    private final Path directory;
    private final Map<String, InlineLane> lanes = new LinkedHashMap<>();
    private final Metrics metrics = new SilentMetrics();
    private final RandomGenerator random = new SplittableRandom(1);

    InlineRuntime(Path directory) {
        this.directory = directory;
    }

    @Override
    public Clock clock() {
        return CLOCK;
    }

    @Override
    public Lane lane(String name, int capacity) {
        return lanes.computeIfAbsent(name, absent -> new InlineLane(name, capacity));
    }

    /** Runs a task on a lane, and then everything that waits anywhere. */
    void run(Lane lane, Runnable task) {
        if (!lane.offer(task)) {
            throw new IllegalStateException("lane " + lane.name() + " is full");
        }
        drain();
    }

    /** Runs until nothing waits. */
    void drain() {
        boolean ran = true;
        while (ran) {
            ran = false;
            for (InlineLane lane : lanes.values()) {
                ran |= lane.drain();
            }
        }
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public Cancellable schedule(Lane lane, Duration delay, Runnable task) {
        return () -> {};
    }

    @Override
    public RandomGenerator random(String purpose) {
        return random;
    }

    @Override
    public RandomGenerator secureRandom() {
        return random;
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void halt(String reason, Throwable cause) {
        throw new IllegalStateException(reason, cause);
    }
}
