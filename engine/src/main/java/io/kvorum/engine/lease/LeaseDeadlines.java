package io.kvorum.engine.lease;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * The leader's list of deadlines and what follows from them. Lease lane only.
 *
 * <p>The heap holds for each lease a time at which to look at it again: its deadline when it was last looked at. Renewals
 * leave the heap alone. Revoked leases stay until they are half of it.
 */
final class LeaseDeadlines {
    /** Between two looks for expired leases (R133). */
    static final Duration SCAN_INTERVAL = Duration.ofMillis(500);

    /** Leases that one look ends at most (R133). */
    static final int EXPIRED_PER_SCAN_MAX = 500;

    /** Revocations under way at once (R133). */
    static final int IN_FLIGHT_MAX = 16;

    /** From so many leases on a new leader spreads the deadlines (R132). */
    static final int SPREAD_FROM = 1_000;

    /** Leases that may end within one second after a change of leader (R132). */
    static final int SPREAD_PER_SECOND = 750;

    private static final int CLEANED_FROM = 1_024;

    private static final Comparator<LeaseRecord> SOONEST_FIRST =
            Comparator.comparingLong(LeaseRecord::checkAt).thenComparingLong(LeaseRecord::id);

    private final NodeRuntime runtime;
    private final Lane lane;
    private final LongSupplier now;
    private final long electionTimeout;
    private final long requestTimeout;
    private final ExpiryProposer proposer;
    private final Metrics.Counter expiredLeases;

    /** Every lease, in the order of grants, and revoked ones not yet cleaned away. */
    private final List<LeaseRecord> leases = new ArrayList<>();

    private final PriorityQueue<LeaseRecord> heap = new PriorityQueue<>(SOONEST_FIRST);
    private final ArrayDeque<LeaseRecord> expired = new ArrayDeque<>();
    private final List<Revocation> inFlight = new ArrayList<>(IN_FLIGHT_MAX);
    private long term;
    private long endedSinceCleaning;
    private boolean scanScheduled;

    LeaseDeadlines(
            NodeRuntime runtime,
            Lane lane,
            LongSupplier now,
            Duration electionTimeout,
            Duration requestTimeout,
            ExpiryProposer proposer) {
        this.runtime = runtime;
        this.lane = lane;
        this.now = now;
        this.electionTimeout = electionTimeout.toNanos();
        this.requestTimeout = requestTimeout.toNanos();
        this.proposer = proposer;
        this.expiredLeases = runtime.metrics()
                .counter("etcd_debugging_server_lease_expired_total", "The total number of expired leases.");
    }

    void add(LeaseRecord record) {
        leases.add(record);
        if (term != 0 && !record.revoked()) {
            // Without a deadline if it was granted before this member led: then the first look gives it one.
            watch(record, Math.max(record.deadline(), 0));
        }
    }

    void countEnded(int count) {
        endedSinceCleaning += count;
        if (endedSinceCleaning > CLEANED_FROM && endedSinceCleaning > leases.size() / 2) {
            leases.removeIf(LeaseRecord::revoked);
            heap.removeIf(LeaseRecord::revoked);
            endedSinceCleaning = 0;
        }
    }

    void lead(long leadingTerm) {
        term = leadingTerm;
        List<LeaseRecord> living = new ArrayList<>(leases.size());
        long time = now.getAsLong();
        for (LeaseRecord record : leases) {
            if (!record.revoked()) {
                record.await(fullDeadline(record, time));
                living.add(record);
            }
        }
        living.sort(SOONEST_FIRST);
        if (living.size() >= SPREAD_FROM) {
            spread(living);
        }
        heap.clear();
        for (LeaseRecord record : living) {
            extend(record, record.checkAt());
            heap.add(record);
        }
        scheduleScan();
    }

    /** Each lease ends at least a second after the one that is 750 places before it. */
    private static void spread(List<LeaseRecord> soonestFirst) {
        for (int i = SPREAD_PER_SECOND; i < soonestFirst.size(); i++) {
            LeaseRecord record = soonestFirst.get(i);
            long earliest = LeaseClock.saturatedSum(
                    soonestFirst.get(i - SPREAD_PER_SECOND).checkAt(), LeaseClock.nanoseconds(1));
            record.await(Math.max(record.checkAt(), earliest));
        }
    }

    private long fullDeadline(LeaseRecord record, long time) {
        long seconds = record.remainingSeconds() > 0 ? record.remainingSeconds() : record.lifetimeSeconds();
        return LeaseClock.saturatedSum(time, LeaseClock.saturatedSum(LeaseClock.nanoseconds(seconds), electionTimeout));
    }

    /** Sets a deadline, but never shortens one that a renewal set meanwhile, nor keeps a claim of an earlier term. */
    private static void extend(LeaseRecord record, long deadline) {
        long present = record.deadline();
        while (present < deadline && !record.moveDeadline(present, deadline)) {
            present = record.deadline();
        }
    }

    void follow() {
        term = 0;
        heap.clear();
        expired.clear();
        inFlight.clear();
        for (LeaseRecord record : leases) {
            record.forget();
            record.dropDeadline();
        }
    }

    private void watch(LeaseRecord record, long time) {
        if (!record.awaited()) {
            record.await(time);
            heap.add(record);
        }
    }

    private void scheduleScan() {
        if (!scanScheduled) {
            scanScheduled = true;
            runtime.schedule(lane, SCAN_INTERVAL, this::scan);
        }
    }

    private void scan() {
        scanScheduled = false;
        if (term == 0) {
            return;
        }
        scheduleScan();
        long time = now.getAsLong();
        while (expired.size() < EXPIRED_PER_SCAN_MAX
                && !heap.isEmpty()
                && heap.peek().checkAt() <= time) {
            LeaseRecord record = heap.poll();
            record.forget();
            if (!record.revoked()) {
                look(record, time);
            }
        }
        proposeExpired();
    }

    private void look(LeaseRecord record, long time) {
        long deadline = record.deadline();
        if (deadline == LeaseRecord.NONE) {
            extend(record, fullDeadline(record, time));
            deadline = record.deadline();
        }
        if (deadline <= time && record.moveDeadline(deadline, LeaseRecord.CLAIMED)) {
            expiredLeases.increment();
            expired.add(record);
        } else {
            watch(record, record.deadline());
        }
    }

    /** Keeps as many revocations under way as may be, and repeats the late ones. */
    void proposeExpired() {
        if (expired.isEmpty() && inFlight.isEmpty()) {
            return;
        }
        inFlight.removeIf(revocation -> revocation.record.revoked());
        long time = now.getAsLong();
        for (int i = 0; i < inFlight.size(); i++) {
            if (time - inFlight.get(i).since >= requestTimeout) {
                inFlight.set(i, propose(inFlight.get(i).record, time));
            }
        }
        while (inFlight.size() < IN_FLIGHT_MAX && !expired.isEmpty()) {
            LeaseRecord record = expired.poll();
            if (!record.revoked()) {
                inFlight.add(propose(record, time));
            }
        }
    }

    private Revocation propose(LeaseRecord record, long time) {
        proposer.propose(record.id(), term);
        return new Revocation(record, time);
    }

    /** A revocation under way. */
    private record Revocation(LeaseRecord record, long since) {}
}
