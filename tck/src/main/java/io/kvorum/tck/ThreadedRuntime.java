package io.kvorum.tck;

import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.tck.sim.RecordedMetrics;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * A runtime on real threads, one per lane, for parts that cannot run in simulation. Threads are daemons and end with
 * {@link #close}.
 */
public final class ThreadedRuntime implements NodeRuntime, AutoCloseable {
    private final Path directory;
    private final Metrics metrics = new RecordedMetrics();
    private final Map<String, ThreadedLane> lanes = new ConcurrentHashMap<>();
    private final Map<String, RandomGenerator> generators = new ConcurrentHashMap<>();
    private final AtomicReference<String> halted = new AtomicReference<>();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "timers");
        thread.setDaemon(true);
        return thread;
    });

    public ThreadedRuntime(Path directory) {
        this.directory = directory;
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long nanoseconds() {
                return System.nanoTime();
            }

            @Override
            public long wallMilliseconds() {
                return System.currentTimeMillis();
            }
        };
    }

    @Override
    public Lane lane(String name, int capacity) {
        return lanes.computeIfAbsent(name, absent -> new ThreadedLane(name, capacity, this));
    }

    @Override
    public int parallelism() {
        return 2;
    }

    @Override
    public Cancellable schedule(Lane lane, Duration delay, Runnable task) {
        ScheduledFuture<?> timer =
                timers.schedule(() -> offerOrRetry(lane, task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    private void offerOrRetry(Lane lane, Runnable task) {
        if (!lane.offer(task) && !timers.isShutdown()) {
            timers.schedule(() -> offerOrRetry(lane, task), 1, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public RandomGenerator random(String purpose) {
        return generators.computeIfAbsent(purpose, absent -> new SplittableRandom(purpose.hashCode()));
    }

    @Override
    public RandomGenerator secureRandom() {
        return new SecureRandom();
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
        halted.compareAndSet(null, cause == null ? reason : reason + ": " + cause);
    }

    /** Why the node was halted, or null if it was not. */
    public String haltReason() {
        return halted.get();
    }

    /** Ends all threads without waiting for what they do. */
    @Override
    public void close() {
        timers.shutdownNow();
        lanes.values().forEach(ThreadedLane::close);
    }
}
