package io.kvorum.server.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * One thread that runs the tasks of its lanes, lane after lane, in batches, and parks when all of them are empty. Whoever
 * brings work wakes it only if it is parked.
 */
final class LaneThread {
    private final Thread thread;
    private final List<ThreadLane> lanes = new CopyOnWriteArrayList<>();
    private final BiConsumer<ThreadLane, Throwable> onFailure;
    private volatile boolean parked;
    private volatile boolean closed;
    private volatile boolean abandoned;
    private ThreadLane running;

    LaneThread(String name, int priority, BiConsumer<ThreadLane, Throwable> onFailure) {
        this.onFailure = onFailure;
        this.thread = new Thread(this::loop, name);
        thread.setDaemon(true);
        thread.setPriority(priority);
        thread.start();
    }

    ThreadLane addLane(String name, int capacity) {
        ThreadLane lane = new ThreadLane(name, capacity, this);
        lanes.add(lane);
        return lane;
    }

    void wakeUp() {
        if (parked) {
            parked = false;
            LockSupport.unpark(thread);
        }
    }

    boolean isClosed() {
        return closed;
    }

    boolean isRunning(ThreadLane lane) {
        return Thread.currentThread() == thread && running == lane;
    }

    /** Takes no more tasks, runs those that wait, and ends. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** Ends after the present task; what waits is dropped. */
    void abandon() {
        closed = true;
        abandoned = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the end; returns at once on the thread itself. */
    void join(long milliseconds) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join(milliseconds);
        }
    }

    void run(Runnable task) {
        if (abandoned) {
            return;
        }
        try {
            task.run();
        } catch (Throwable failure) {
            onFailure.accept(running, failure);
        }
    }

    private void loop() {
        while (!abandoned) {
            if (!runLanes()) {
                if (closed) {
                    return;
                }
                park();
            }
        }
    }

    private boolean runLanes() {
        boolean worked = false;
        for (ThreadLane lane : lanes) {
            running = lane;
            worked |= lane.runBatch();
        }
        running = null;
        return worked;
    }

    private void park() {
        parked = true;
        // Looked at after the mark is set: who adds a task after this look sees the mark and wakes us.
        if (!closed && allIdle()) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private boolean allIdle() {
        for (ThreadLane lane : lanes) {
            if (!lane.isIdle()) {
                return false;
            }
        }
        return true;
    }
}
