package io.kvorum.engine.read;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Lets a read pass once this member has applied everything that was acknowledged before it came (R35).
 *
 * <p>Where consensus knows the index at once and it is applied here, the read passes on the caller's thread. Else it joins
 * the next round: one question to the quorum is in flight, and all who wait share it.
 *
 * <p>Bound: {@value #WAITING_MAX} waiting reads; more are refused.
 */
public final class ReadGate {
    /** Reads that may wait at once. */
    public static final int WAITING_MAX = 100_000;

    private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

    private final NodeRuntime runtime;
    private final Lane lane;
    private final Consensus consensus;
    private final LongSupplier appliedIndex;
    private final Duration timeout;
    private final Signal arrivals;
    private final Signal progress;
    private final Signal roundEnds;
    private final Metrics.Counter failedRounds;
    private final Metrics.Counter slowRounds;

    private final ConcurrentLinkedQueue<Waiter> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Whether consensus was last seen to know the index by itself: if not, callers need not try. */
    private volatile boolean answersAtOnce = true;

    private final AtomicReference<RoundEnd> ended = new AtomicReference<>();

    /** Confined to the lane: who waits for the next round, for the round in flight, for an index to be applied. */
    private final ArrayDeque<Waiter> nextRound = new ArrayDeque<>();

    private final ArrayDeque<Waiter> currentRound = new ArrayDeque<>();
    private final ArrayDeque<Waiter> forApply = new ArrayDeque<>();
    private long roundNumber;
    private long roundBegan;
    private boolean tickScheduled;
    private boolean closed;

    /** @param appliedIndex how far this member has applied and published; any thread */
    public ReadGate(NodeRuntime runtime, Lane lane, Consensus consensus, LongSupplier appliedIndex, Duration timeout) {
        this.runtime = runtime;
        this.lane = lane;
        this.consensus = consensus;
        this.appliedIndex = appliedIndex;
        this.timeout = timeout;
        this.arrivals = lane.signal(this::beginRound);
        this.progress = lane.signal(this::releaseApplied);
        this.roundEnds = lane.signal(this::endRound);
        this.failedRounds = runtime.metrics()
                .counter("etcd_server_read_indexes_failed_total", "The total number of failed read indexes seen.");
        this.slowRounds = runtime.metrics()
                .counter(
                        "etcd_server_slow_read_indexes_total",
                        "The total number of pending read indexes not in sync with leader's or timed out.");
    }

    /** One read that wants to pass. */
    public interface Passage {
        /** The read may go on. On the caller's thread if nothing had to be waited for, else on the gate's lane. */
        void pass();

        /** It cannot: R37, R38. On the gate's lane or the caller's thread. */
        void refuse(KvorumException failure);
    }

    /** Any thread; never blocks. */
    public void enter(Passage passage) {
        if (answersAtOnce && waiting.get() == 0) {
            CompletableFuture<Long> index = consensus.readIndex().toCompletableFuture();
            if (!index.isDone()) {
                answersAtOnce = false;
            } else if (!index.isCompletedExceptionally() && index.join() <= appliedIndex.getAsLong()) {
                passage.pass();
                return;
            }
        }
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            passage.refuse(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
            return;
        }
        arrived.add(new Waiter(passage, runtime.clock().nanoseconds() + timeout.toNanos()));
        arrivals.raise();
    }

    /** The applied index grew. Any thread; cheap when nobody waits. */
    public void onApplied() {
        if (waiting.get() != 0) {
            progress.raise();
        }
    }

    /** The leader changed: who waits for an answer of the old one gets an error at once (R37). */
    public void onLeaderChanged() {
        lane.offer(() -> {
            refuseAll(currentRound, ErrorCode.LEADER_CHANGED);
            beginRound();
        });
    }

    /** Refuses everybody, now and later. */
    public void close() {
        lane.offer(() -> {
            closed = true;
            refuseEverybody();
        });
    }

    private void beginRound() {
        for (Waiter waiter = arrived.poll(); waiter != null; waiter = arrived.poll()) {
            nextRound.add(waiter);
        }
        if (closed) {
            refuseEverybody();
        } else if (!nextRound.isEmpty() && currentRound.isEmpty()) {
            currentRound.addAll(nextRound);
            nextRound.clear();
            ask();
        }
    }

    /** Asks the quorum for the present round; an answer to an earlier question is no longer listened to. */
    private void ask() {
        long number = ++roundNumber;
        roundBegan = runtime.clock().nanoseconds();
        scheduleTick();
        CompletableFuture<Long> question = consensus.readIndex().toCompletableFuture();
        answersAtOnce = question.isDone() && !question.isCompletedExceptionally();
        question.whenComplete((index, failure) -> {
            RoundEnd end = new RoundEnd(number, failure == null ? index : -1);
            ended.accumulateAndGet(end, (before, now) -> before != null && before.number > now.number ? before : now);
            roundEnds.raise();
        });
    }

    private void endRound() {
        RoundEnd end = ended.getAndSet(null);
        if (end == null || end.number != roundNumber) {
            return;
        }
        if (end.index < 0) {
            failedRounds.increment();
            return; // the tick asks again (R37)
        }
        for (Waiter waiter = currentRound.poll(); waiter != null; waiter = currentRound.poll()) {
            waiter.index = end.index;
            forApply.add(waiter);
        }
        releaseApplied();
        beginRound();
    }

    private void releaseApplied() {
        long applied = appliedIndex.getAsLong();
        while (!forApply.isEmpty() && forApply.peek().index <= applied) {
            Waiter waiter = forApply.poll();
            waiting.decrementAndGet();
            waiter.passage.pass();
        }
        if (!forApply.isEmpty()) {
            scheduleTick();
        }
    }

    private void scheduleTick() {
        if (!tickScheduled) {
            tickScheduled = true;
            runtime.schedule(lane, RETRY_INTERVAL, this::tick);
        }
    }

    private void tick() {
        tickScheduled = false;
        long now = runtime.clock().nanoseconds();
        dropLate(forApply, now);
        dropLate(currentRound, now);
        dropLate(nextRound, now);
        if (!currentRound.isEmpty() && now - roundBegan >= RETRY_INTERVAL.toNanos()) {
            ask();
        } else {
            beginRound();
        }
        if (waiting.get() != 0) {
            scheduleTick();
        }
    }

    /** All waiters have the same timeout, so the first that still has time ends the search. */
    private void dropLate(ArrayDeque<Waiter> waiters, long now) {
        while (!waiters.isEmpty() && waiters.peek().deadlineNanoseconds - now <= 0) {
            slowRounds.increment();
            refuse(waiters.poll(), ErrorCode.TIMEOUT);
        }
    }

    private void refuseEverybody() {
        for (Waiter waiter = arrived.poll(); waiter != null; waiter = arrived.poll()) {
            nextRound.add(waiter);
        }
        refuseAll(nextRound, ErrorCode.STOPPED);
        refuseAll(currentRound, ErrorCode.STOPPED);
        refuseAll(forApply, ErrorCode.STOPPED);
    }

    private void refuseAll(ArrayDeque<Waiter> waiters, ErrorCode code) {
        for (Waiter waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
            refuse(waiter, code);
        }
    }

    private void refuse(Waiter waiter, ErrorCode code) {
        waiting.decrementAndGet();
        waiter.passage.refuse(new KvorumException(code));
    }

    /** How the round of this number ended; a negative index stands for no answer. */
    private record RoundEnd(long number, long index) {}

    /** One who waits; the index belongs to the lane. */
    private static final class Waiter {
        private final Passage passage;
        private final long deadlineNanoseconds;
        private long index;

        Waiter(Passage passage, long deadlineNanoseconds) {
            this.passage = passage;
            this.deadlineNanoseconds = deadlineNanoseconds;
        }
    }
}
