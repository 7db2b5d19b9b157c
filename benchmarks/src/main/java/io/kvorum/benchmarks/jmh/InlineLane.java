package io.kvorum.benchmarks.jmh;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Signal;
import java.util.ArrayDeque;
import java.util.Queue;

/** A lane whose tasks run when the benchmark's thread says so. */
final class InlineLane implements Lane {
    private final String name;
    private final int capacity;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean current;

    InlineLane(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean offer(Runnable task) {
        return tasks.size() < capacity && tasks.add(task);
    }

    @Override
    public Signal signal(Runnable task) {
        return new InlineSignal(task);
    }

    @Override
    public boolean isCurrent() {
        return current;
    }

    @Override
    public int depth() {
        return tasks.size();
    }

    /** Runs what waits, and what is added meanwhile; false if nothing waited. */
    boolean drain() {
        boolean ran = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            current = true;
            try {
                task.run();
            } finally {
                current = false;
            }
            ran = true;
        }
        return ran;
    }

    /** Waits at most once. */
    private final class InlineSignal implements Signal, Runnable {
        private final Runnable task;
        private boolean waiting;

        InlineSignal(Runnable task) {
            this.task = task;
        }

        @Override
        public void raise() {
            if (!waiting) {
                waiting = true;
                tasks.add(this);
            }
        }

        @Override
        public void run() {
            waiting = false;
            task.run();
        }
    }
}
