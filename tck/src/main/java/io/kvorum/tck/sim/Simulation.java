package io.kvorum.tck.sim;

import io.kvorum.spi.runtime.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One thread in which all nodes of a simulated world run: virtual time, and one queue of what happens next.
 *
 * <p>Time stands still while a lane of any node has work, and jumps to the next timer when none has. Among lanes that
 * have work the seed decides who goes next, so that orders no scheduler promises are tried; {@link #inOrder} keeps the
 * order of arrival. The same seed and the same calls give the same run: {@link #digest()} tells.
 */
public final class Simulation {
    private static final long STEPS_WITHOUT_TIME_MAX = 5_000_000;

    private final long seed;
    private final SplittableRandom order;
    private final List<SimulatedLane> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    // Begins above zero, because several interfaces read a time of zero as "never"
    private long now = 1_000_000_000L;
    private long nextTimer;
    private long steps;
    private long stepsWithoutTime;
    private long digest;
    private SimulatedLane current;
    private Consumer<String> trace;
    private TaskObserver taskObserver = (node, lane) -> {};
    private IllegalStateException unheardHalt;

    /** A world in which the seed decides the order of what is ready. */
    public Simulation(long seed) {
        this(seed, true);
    }

    private Simulation(long seed, boolean shuffled) {
        this.seed = seed;
        this.order = shuffled ? new SplittableRandom(seed) : null;
    }

    /** A world in which lanes take turns in the order in which they got work. */
    public static Simulation inOrder(long seed) {
        return new Simulation(seed, false);
    }

    public long seed() {
        return seed;
    }

    /** Virtual time; never 0. */
    public long nanoseconds() {
        return now;
    }

    /** A generator for one purpose, fixed by the seed; a new one at every call. */
    public RandomGenerator random(String purpose) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + purpose.hashCode());
    }

    /** Number of tasks and timers that have run. */
    public long steps() {
        return steps;
    }

    /** Two runs with the same digest have run the same tasks at the same times in the same order. */
    public long digest() {
        return digest;
    }

    /** Hears of every step, as text: to compare two runs, or to follow one. */
    public void trace(Consumer<String> listener) {
        trace = listener;
    }

    /** Hears of every task that a lane of a node has run. */
    @FunctionalInterface
    public interface TaskObserver {
        /** A task of this life of a node came to its end. */
        void ran(SimulatedRuntime node, String lane);
    }

    /** Names the one who looks at the world after every task, for example for broken invariants. */
    public void observeTasks(TaskObserver observer) {
        taskObserver = observer;
    }

    /** Lets {@code event} happen to the world, outside any node. */
    public Cancellable after(Duration delay, Runnable event) {
        return at(now + Math.max(0, delay.toNanos()), event);
    }

    /** Lets {@code event} happen at a virtual time that is not over yet. */
    Cancellable at(long time, Runnable event) {
        Timer timer = new Timer(time, tieBreak(), nextTimer++, event);
        timers.add(timer);
        return timer;
    }

    /** Runs what is next; false if nothing ever will be. */
    public boolean step() {
        if (!ready.isEmpty()) {
            countStep(0);
            SimulatedLane lane = ready.get(order == null ? 0 : order.nextInt(ready.size()));
            record(lane.traceName(), lane.traceHash());
            current = lane;
            try {
                lane.runNext();
            } finally {
                current = null;
            }
            taskObserver.ran(lane.runtime(), lane.name());
            throwUnheardHalt();
            return true;
        }
        Timer timer = nextLiveTimer();
        if (timer == null) {
            return false;
        }
        timers.poll();
        countStep(timer.time - now);
        now = Math.max(now, timer.time);
        record("timer", 1);
        timer.event.run();
        throwUnheardHalt();
        return true;
    }

    /** Runs until no lane has work; time stands still. */
    public void settle() {
        while (!ready.isEmpty()) {
            step();
        }
    }

    /** Runs everything that happens in the next {@code duration}. */
    public void runFor(Duration duration) {
        long end = now + duration.toNanos();
        while (!ready.isEmpty() || timerBefore(end)) {
            step();
        }
        now = Math.max(now, end);
    }

    /**
     * Runs until the condition holds, looking after every step.
     *
     * @param limit virtual time at most
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = now + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (ready.isEmpty() && !timerBefore(end)) {
                return false;
            }
            step();
        }
        return true;
    }

    SimulatedLane current() {
        return current;
    }

    void addReady(SimulatedLane lane) {
        ready.add(lane);
    }

    void removeReady(SimulatedLane lane) {
        ready.remove(lane);
    }

    /** A halt that nobody listens for fails the run instead of passing in silence. */
    void reportUnheardHalt(String node, String reason, Throwable cause) {
        if (unheardHalt == null) {
            unheardHalt =
                    new IllegalStateException("node " + node + " halted: " + reason + " (seed " + seed + ")", cause);
        }
    }

    private void throwUnheardHalt() {
        if (unheardHalt != null) {
            IllegalStateException thrown = unheardHalt;
            unheardHalt = null;
            throw thrown;
        }
    }

    private void countStep(long timePassing) {
        steps++;
        stepsWithoutTime = timePassing > 0 ? 0 : stepsWithoutTime + 1;
        if (stepsWithoutTime > STEPS_WITHOUT_TIME_MAX) {
            throw new IllegalStateException("time stands still: some lane always has work (seed " + seed + ")");
        }
    }

    private void record(String what, long hash) {
        digest = (digest ^ now ^ hash) * 0x9E3779B97F4A7C15L + Long.rotateLeft(digest, 17);
        if (trace != null) {
            trace.accept(now + " " + what);
        }
    }

    private long tieBreak() {
        return order == null ? 0 : order.nextInt();
    }

    private boolean timerBefore(long end) {
        Timer timer = nextLiveTimer();
        return timer != null && timer.time <= end;
    }

    private Timer nextLiveTimer() {
        while (!timers.isEmpty() && timers.peek().cancelled) {
            timers.poll();
        }
        return timers.peek();
    }

    private static final class Timer implements Cancellable, Comparable<Timer> {
        private final long time;
        private final long tieBreak;
        private final long number;
        private final Runnable event;
        private boolean cancelled;

        Timer(long time, long tieBreak, long number, Runnable event) {
            this.time = time;
            this.tieBreak = tieBreak;
            this.number = number;
            this.event = event;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(time, other.time);
            int byTie = byTime != 0 ? byTime : Long.compare(tieBreak, other.tieBreak);
            return byTie != 0 ? byTie : Long.compare(number, other.number);
        }
    }
}
