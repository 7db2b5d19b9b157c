package io.kvorum.tck;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Signal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A lane with a thread of its own. */
final class ThreadedLane implements Lane {
    private final String name;
    private final int capacity;
    private final ThreadedRuntime runtime;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ExecutorService executor;
    private volatile Thread thread;

    ThreadedLane(String name, int capacity, ThreadedRuntime runtime) {
        this.name = name;
        this.capacity = capacity;
        this.runtime = runtime;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            thread = made;
            return made;
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean offer(Runnable task) {
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            return false;
        }
        return execute(() -> {
            waiting.decrementAndGet();
            task.run();
        });
    }

    @Override
    public Signal signal(Runnable task) {
        AtomicBoolean raised = new AtomicBoolean();
        return () -> {
            if (raised.compareAndSet(false, true)) {
                execute(() -> {
                    raised.set(false);
                    task.run();
                });
            }
        };
    }

    private boolean execute(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (Throwable failure) {
                    runtime.halt("a task on lane " + name + " failed", failure);
                }
            });
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public int depth() {
        return waiting.get();
    }

    void close() {
        executor.shutdownNow();
    }
}
