package io.kvorum.spi.runtime;

/**
 * A queue of tasks that run one at a time, in order.
 *
 * <p>A lane is not a thread: several lanes may share one, and in simulation all of them do. What a lane guarantees is
 * that its tasks never overlap and that each sees the memory effects of the one before.
 *
 * <p>A task that throws stops the node ({@link NodeRuntime#halt}): whatever a task can expect to go wrong it handles
 * itself.
 */
public interface Lane {
    String name();

    /**
     * Appends a task. Any thread; never blocks.
     *
     * @return false if the lane is full or closed; the task will not run then, and the caller reacts (refuse the client,
     *     drop the message, fall back), which each caller's documentation states
     */
    boolean offer(Runnable task);

    /**
     * A wake-up call that cannot be refused: however often it is raised while it waits, {@code task} runs once, and it
     * runs at least once after each {@link Signal#raise()}. For progress that is published elsewhere (a volatile
     * position): the task looks there for what is new.
     */
    Signal signal(Runnable task);

    /** Whether the calling code runs as a task of this lane. */
    boolean isCurrent();

    /** Tasks that wait; for metrics. */
    int depth();

    /** Fails unless the caller runs on this lane; stays on in production. */
    default void requireCurrent() {
        if (!isCurrent()) {
            throw new IllegalStateException("must run on lane " + name() + " but runs on thread "
                    + Thread.currentThread().getName());
        }
    }
}
