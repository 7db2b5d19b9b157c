package io.kvorum.engine.admission;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Those who wait for their command, in a ring indexed by request id: no hashing, no timer and no future per request.
 *
 * <p>Bound: as many as there are slots. When the slot of the next id is still taken the request is refused. Any thread
 * may add and take; each {@link Pending} is taken by exactly one of: the apply lane, a failed proposal, the sweep.
 */
final class PendingTable {
    private final AtomicReferenceArray<Pending> slots;
    private final AtomicLong nextSequence = new AtomicLong();
    private final long incarnation;
    private final int mask;
    private long sweptSequence;

    /**
     * @param capacity a power of two
     * @param incarnation differs from start to start: a command of an earlier life of this member, met again in the log,
     *     must not be taken for one of today
     */
    PendingTable(int capacity, int incarnation) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        this.slots = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
        this.incarnation = (long) incarnation << 32;
    }

    /** A fresh request id: the incarnation above, a sequence below. */
    long nextId() {
        return incarnation | nextSequence.getAndIncrement() & 0xffffffffL;
    }

    /** Adds one; false if the ring is full there. */
    boolean add(Pending pending) {
        return slots.compareAndSet((int) pending.id() & mask, null, pending);
    }

    /** Takes the one with this id out, or gives null if it is not (any more) here. */
    Pending take(long id) {
        int index = (int) id & mask;
        Pending pending = slots.get(index);
        return pending != null && pending.id() == id && slots.compareAndSet(index, pending, null) ? pending : null;
    }

    /** Looks for the one with this id without taking it out; null if it is not (any more) here. */
    Pending peek(long id) {
        Pending pending = slots.get((int) id & mask);
        return pending != null && pending.id() == id ? pending : null;
    }

    /** How many wait; walks over the unswept part, for metrics. */
    int size() {
        int count = 0;
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) != null) {
                count++;
            }
        }
        return count;
    }

    /**
     * Takes the next one whose time is over, or gives null. Ids are given in order of time and every request has the same
     * timeout, so the sweep stops at the first that still has time. One thread.
     */
    Pending takeExpired(long nowNanoseconds) {
        long end = nextSequence.get();
        if (end - sweptSequence > slots.length()) {
            sweptSequence = end - slots.length();
        }
        for (; sweptSequence < end; sweptSequence++) {
            Pending pending = slots.get((int) sweptSequence & mask);
            if (pending == null) {
                continue;
            }
            if (pending.deadlineNanoseconds() - nowNanoseconds > 0) {
                return null;
            }
            if (slots.compareAndSet((int) sweptSequence & mask, pending, null)) {
                return pending;
            }
        }
        return null;
    }

    /** Takes any one that is left, or gives null: for the end. */
    Pending takeAny() {
        for (int i = 0; i < slots.length(); i++) {
            Pending pending = slots.getAndSet(i, null);
            if (pending != null) {
                return pending;
            }
        }
        return null;
    }
}
