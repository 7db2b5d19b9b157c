package io.kvorum.tck.sim;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Signal;
import java.util.ArrayDeque;
import java.util.Deque;

/** A lane of a simulated node. */
final class SimulatedLane implements Lane {
    private final Simulation simulation;
    private final SimulatedRuntime runtime;
    private final String name;
    private final int capacity;
    private final String traceName;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    // Raised signals stand in the queue too, but take no room from offered tasks
    private int signals;
    private boolean ready;

    SimulatedLane(Simulation simulation, SimulatedRuntime runtime, String name, int capacity) {
        this.simulation = simulation;
        this.runtime = runtime;
        this.name = name;
        this.capacity = capacity;
        this.traceName = runtime.name() + "/" + name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean offer(Runnable task) {
        if (!runtime.alive() || depth() >= capacity) {
            return false;
        }
        enqueue(task);
        return true;
    }

    @Override
    public Signal signal(Runnable task) {
        return new RaisedOnce(task);
    }

    @Override
    public boolean isCurrent() {
        return simulation.current() == this;
    }

    @Override
    public int depth() {
        return tasks.size() - signals;
    }

    SimulatedRuntime runtime() {
        return runtime;
    }

    String traceName() {
        return traceName;
    }

    long traceHash() {
        return traceName.hashCode();
    }

    void runNext() {
        Runnable task = tasks.poll();
        // A lane with more work queues up again behind the others, so that order of arrival gives everyone a turn
        ready = false;
        simulation.removeReady(this);
        makeReady();
        try {
            task.run();
        } catch (SimulatedCrash crash) {
            runtime.crash();
        } catch (Throwable failure) {
            runtime.halt("a task on lane " + name + " failed", failure);
        }
    }

    void makeReady() {
        if (!ready && !tasks.isEmpty() && runtime.running()) {
            ready = true;
            simulation.addReady(this);
        }
    }

    void suspend() {
        if (ready) {
            ready = false;
            simulation.removeReady(this);
        }
    }

    void clear() {
        suspend();
        tasks.clear();
        signals = 0;
    }

    private void enqueue(Runnable task) {
        tasks.add(task);
        makeReady();
    }

    /** A signal and the task that it queues up, which is one object for all times. */
    private final class RaisedOnce implements Signal, Runnable {
        private final Runnable task;
        private boolean raised;

        RaisedOnce(Runnable task) {
            this.task = task;
        }

        @Override
        public void raise() {
            if (!raised && runtime.alive()) {
                raised = true;
                signals++;
                enqueue(this);
            }
        }

        @Override
        public void run() {
            raised = false;
            signals--;
            task.run();
        }
    }
}
