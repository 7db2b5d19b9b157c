package io.kvorum.spi.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What one node lends its components. All methods are safe for any thread and do not block.
 *
 * <p>A component that is to run in simulation takes time, threads, chance and timers from here and nowhere else.
 */
public interface NodeRuntime {
    Clock clock();

    /**
     * The lane of this name; the same object for the same name.
     *
     * @param name for example {@code raft}, {@code wal}, {@code apply}; shows in thread names and metrics
     * @param capacity tasks that may wait; the first caller's number counts
     */
    Lane lane(String name, int capacity);

    /** How many lanes of one kind are worth having for work that may run side by side; at least 1. */
    int parallelism();

    /**
     * Offers {@code task} to {@code lane} after {@code delay}. If the lane is full at that time the task is tried again
     * soon; it is never lost while the node lives.
     */
    Cancellable schedule(Lane lane, Duration delay, Runnable task);

    /**
     * A generator for one purpose (jitter of election timeouts, ids); seeded in simulation. The same purpose continues
     * the same sequence. The generator itself is for one lane.
     */
    RandomGenerator random(String purpose);

    /** Randomness that nobody can guess, for tokens and salts; seeded in simulation. Safe for any thread. */
    RandomGenerator secureRandom();

    Metrics metrics();

    /** Root of the node's files. A component writes only below the directory that its own context names. */
    Path directory();

    /**
     * Stops the node at once because a promise can no longer be kept: a failed sync, a broken invariant. Returns; the
     * caller must not acknowledge anything afterwards. The process of an embedding program lives on.
     *
     * @param reason one sentence for the operator
     * @param cause what happened; may be null
     */
    void halt(String reason, Throwable cause);
}
