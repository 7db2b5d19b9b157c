package io.kvorum.server.runtime;

import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The runtime of a real node: lanes on threads, system clocks, system randomness.
 *
 * <p>{@link #halt} ends the threads of the lanes after their present task and completes {@link #halted()}; who owns the
 * node listens there and closes the rest. Closing lets the lanes finish what they hold.
 */
public final class ThreadedNodeRuntime implements NodeRuntime, AutoCloseable {
    private static final long THREAD_END_MILLISECONDS = 5_000;

    private final Path directory;
    private final int cores;
    private final LanePlacement placement;
    private final NodeMetrics metrics = new NodeMetrics();
    private final SecureRandom secureRandom = new SecureRandom();
    private final Map<String, ThreadLane> lanes = new ConcurrentHashMap<>();
    private final Map<String, LaneThread> threads = new ConcurrentHashMap<>();
    private final Map<String, RandomGenerator> generators = new ConcurrentHashMap<>();
    private final Timers timers = new Timers();
    private final CompletableFuture<Halt> halted = new CompletableFuture<>();
    private boolean closed;

    /**
     * Why a node stopped by itself.
     *
     * @param reason a sentence for the operator
     * @param cause what happened, if anything was thrown
     */
    public record Halt(String reason, Optional<Throwable> cause) {}

    /**
     * A runtime without threads yet; they start with their first lane.
     *
     * @param directory root of the node's files
     * @param cores processors to plan for; at least 1
     */
    public ThreadedNodeRuntime(Path directory, int cores) {
        this.directory = directory;
        this.cores = cores;
        this.placement = new LanePlacement(cores);
    }

    @Override
    public Clock clock() {
        return SystemClock.INSTANCE;
    }

    @Override
    public Lane lane(String name, int capacity) {
        return lanes.computeIfAbsent(name, absent -> makeLane(name, capacity));
    }

    private ThreadLane makeLane(String name, int capacity) {
        ThreadLane lane = threads.computeIfAbsent(
                        placement.threadOf(name),
                        thread -> new LaneThread(thread, placement.priorityOf(thread), this::onTaskFailure))
                .addLane(name, capacity);
        metrics.gauge("kvorum_lane_depth", "Tasks that wait in a lane.", lane::depth, "lane", name);
        return lane;
    }

    private void onTaskFailure(ThreadLane lane, Throwable failure) {
        halt("a task on lane " + lane.name() + " failed", failure);
    }

    @Override
    public int parallelism() {
        return cores;
    }

    @Override
    public Cancellable schedule(Lane lane, Duration delay, Runnable task) {
        return timers.schedule(lane, delay, task);
    }

    @Override
    public RandomGenerator random(String purpose) {
        return generators.computeIfAbsent(purpose, absent -> new SplittableRandom(secureRandom.nextLong()));
    }

    @Override
    public RandomGenerator secureRandom() {
        return secureRandom;
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
        threads.values().forEach(LaneThread::abandon);
        halted.completeAsync(() -> new Halt(reason, Optional.ofNullable(cause)), this::onNewThread);
    }

    // The listener closes the node, which waits for lanes: it must not run on one.
    private void onNewThread(Runnable listener) {
        Thread thread = new Thread(listener, "kvorum-halt");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes on a thread of its own when the node was halted; never if it is closed in order. */
    public CompletionStage<Halt> halted() {
        return halted;
    }

    /**
     * Stops all timers and waits until each lane has run what it holds now: afterwards what the lanes used may be closed.
     * Not from a lane; blocks.
     */
    public void settle() {
        timers.close();
        CountDownLatch reached = new CountDownLatch(lanes.size());
        lanes.values().forEach(lane -> {
            if (!lane.offer(reached::countDown)) {
                reached.countDown(); // Full lanes do not occur here: nobody works any more. Closed ones are settled.
            }
        });
        try {
            if (!halted.isDone()) {
                reached.await(THREAD_END_MILLISECONDS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more tasks, lets the lanes run what waits, and ends all threads. May be repeated; blocks. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        timers.close();
        threads.values().forEach(LaneThread::close);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(THREAD_END_MILLISECONDS);
        try {
            for (LaneThread thread : threads.values()) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
