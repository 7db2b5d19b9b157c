package io.kvorum.engine.lease;

import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When leases end. Only a leader knows (R131): {@link #lead} gives every lease a deadline, {@link #follow} drops them.
 *
 * <p>A renewal is one compare-and-swap on the caller's thread and wakes nobody; the lease lane meets the new deadline when
 * the old one has passed. Expiry claims a lease by the same operation, so of a renewal and an expiry exactly one wins.
 *
 * <p>Bounds: one entry per lease; one waiter per stream of renewals.
 */
public final class LeaseClock {
    /** Nothing but signals and timers goes through the lane. */
    private static final int LANE_CAPACITY = 1_024;

    /** What became of a renewal. */
    enum Renewal {
        DONE,
        /** The lease ran out; its revocation is on its way or will be. */
        EXPIRED,
        NOT_LEADING
    }

    private final Clock clock;
    private final long origin;
    private final Lane lane;
    private final Signal news;
    private final LeaseDeadlines deadlines;
    private final Metrics.Counter renewed;

    private final ConcurrentLinkedQueue<LeaseRecord> granted = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<EndWaiter> arrivingWaiters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ended = new AtomicInteger();

    /** The term in which this member leads, or 0. */
    private volatile long term;

    /** Whether somebody waits for the end of a lease, so that each end must wake the lane. */
    private volatile boolean endAwaited;

    /** Lease lane only. */
    private final List<EndWaiter> waiters = new ArrayList<>();

    private long lanesTerm;

    /**
     * Makes a clock that does not lead.
     *
     * @param electionTimeout added to every deadline at a change of leader (R131)
     * @param requestTimeout after which a revocation that was not applied is proposed again (R133)
     */
    public LeaseClock(NodeRuntime runtime, Duration electionTimeout, Duration requestTimeout, ExpiryProposer proposer) {
        this.clock = runtime.clock();
        this.origin = clock.nanoseconds();
        this.lane = runtime.lane("lease", LANE_CAPACITY);
        this.news = lane.signal(this::work);
        this.deadlines = new LeaseDeadlines(runtime, lane, this::now, electionTimeout, requestTimeout, proposer);
        this.renewed = runtime.metrics()
                .counter("etcd_debugging_lease_renewed_total", "The number of renewed leases seen by the leader.");
    }

    /**
     * This member leads, and has applied the first entry of its term. Apply lane; returns at once.
     *
     * @param leadingTerm positive
     */
    public void lead(long leadingTerm) {
        term = leadingTerm;
        news.raise();
    }

    /** This member does not lead, or is about to stop. Any lane; may be repeated. */
    public void follow() {
        term = 0;
        news.raise();
    }

    /** Apply lane: a lease was granted or restored. */
    void granted(LeaseRecord record) {
        if (term != 0) {
            record.moveDeadline(LeaseRecord.NONE, saturatedSum(now(), nanoseconds(record.lifetimeSeconds())));
        }
        granted.add(record);
    }

    /** Apply lane: so many leases were revoked, and everybody may know. */
    void ended(int count) {
        ended.addAndGet(count);
        if (endAwaited || term != 0) {
            news.raise();
        }
    }

    /** Apply lane, after a batch. */
    void wakeIfNews() {
        if (!granted.isEmpty()) {
            news.raise();
        }
    }

    /** Gives a lease its full lifetime again, if it still lives. Any thread. */
    Renewal renew(LeaseRecord record) {
        while (term != 0) {
            long now = now();
            long deadline = record.deadline();
            if (deadline == LeaseRecord.CLAIMED
                    || deadline != LeaseRecord.NONE && deadline <= now
                    || record.revoked()) {
                return Renewal.EXPIRED;
            }
            if (record.moveDeadline(deadline, saturatedSum(now, nanoseconds(record.lifetimeSeconds())))) {
                renewed.increment();
                return Renewal.DONE;
            }
        }
        return Renewal.NOT_LEADING;
    }

    /**
     * Runs {@code then} once the lease was revoked, or this member stopped leading (R125). Any thread; {@code then} runs on
     * the lease lane.
     */
    void awaitEnd(LeaseRecord record, Runnable then) {
        arrivingWaiters.add(new EndWaiter(record, then));
        endAwaited = true;
        news.raise();
    }

    /** Whole seconds until the deadline, rounded down, at least 0 (R130). Any thread. */
    long secondsLeft(LeaseRecord record) {
        long deadline = record.deadline();
        if (deadline == LeaseRecord.NONE) {
            return record.lifetimeSeconds();
        }
        return deadline == LeaseRecord.CLAIMED ? 0 : Math.max(0, deadline - now()) / TimeUnit.SECONDS.toNanos(1);
    }

    private void work() {
        for (LeaseRecord record = granted.poll(); record != null; record = granted.poll()) {
            deadlines.add(record);
        }
        deadlines.countEnded(ended.getAndSet(0));
        long wanted = term;
        if (wanted != lanesTerm) {
            if (lanesTerm != 0) {
                deadlines.follow();
            }
            if (wanted != 0) {
                deadlines.lead(wanted);
            }
            lanesTerm = wanted;
        }
        deadlines.proposeExpired();
        releaseWaiters();
    }

    private void releaseWaiters() {
        for (EndWaiter waiter = arrivingWaiters.poll(); waiter != null; waiter = arrivingWaiters.poll()) {
            waiters.add(waiter);
        }
        if (waiters.isEmpty()) {
            return;
        }
        List<EndWaiter> released = new ArrayList<>();
        waiters.removeIf(waiter -> {
            boolean over = lanesTerm == 0 || waiter.record.revoked();
            if (over) {
                released.add(waiter);
            }
            return over;
        });
        // A waiter that arrives right now raises the signal after it set the mark, so it is not forgotten.
        endAwaited = !waiters.isEmpty() || !arrivingWaiters.isEmpty();
        released.forEach(waiter -> waiter.then.run());
    }

    private long now() {
        return clock.nanoseconds() - origin;
    }

    static long nanoseconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    /** The longest lifetime is close to what a long can hold. */
    static long saturatedSum(long time, long duration) {
        long sum = time + duration;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** One who waits for the end of a lease. */
    private record EndWaiter(LeaseRecord record, Runnable then) {}
}
