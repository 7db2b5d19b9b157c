package io.kvorum.server.runtime;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Signal;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lane that runs on a {@link LaneThread}, possibly beside others. */
final class ThreadLane implements Lane {
    /** Tasks of one lane before the thread looks at its next lane. */
    private static final int BATCH = 256;

    private final String name;
    private final LaneThread thread;
    private final TaskRing tasks;
    // Each signal is in here at most once, so the number of signals bounds it.
    private final ConcurrentLinkedQueue<LaneSignal> raised = new ConcurrentLinkedQueue<>();

    ThreadLane(String name, int capacity, LaneThread thread) {
        this.name = name;
        this.thread = thread;
        this.tasks = new TaskRing(capacity);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean offer(Runnable task) {
        if (thread.isClosed() || !tasks.offer(task)) {
            return false;
        }
        thread.wakeUp();
        return true;
    }

    @Override
    public Signal signal(Runnable task) {
        return new LaneSignal(task);
    }

    @Override
    public boolean isCurrent() {
        return thread.isRunning(this);
    }

    @Override
    public int depth() {
        return tasks.size();
    }

    /** Runs what waits, at most a batch; whether there was anything. The lane's thread only. */
    boolean runBatch() {
        int count = 0;
        LaneSignal signal;
        while (count < BATCH && (signal = raised.poll()) != null) {
            thread.run(signal);
            count++;
        }
        Runnable task;
        while (count < BATCH && (task = tasks.poll()) != null) {
            thread.run(task);
            count++;
        }
        return count > 0;
    }

    boolean isIdle() {
        return raised.isEmpty() && tasks.size() == 0;
    }

    private final class LaneSignal implements Signal, Runnable {
        private final Runnable task;
        private final AtomicBoolean waiting = new AtomicBoolean();

        LaneSignal(Runnable task) {
            this.task = task;
        }

        @Override
        public void raise() {
            // Both sides exchange the mark, so whoever finds it set has published what the task will see.
            if (!waiting.getAndSet(true)) {
                raised.add(this);
                thread.wakeUp();
            }
        }

        @Override
        public void run() {
            waiting.getAndSet(false);
            task.run();
        }
    }
}
