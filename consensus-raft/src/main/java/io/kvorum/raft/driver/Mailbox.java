package io.kvorum.raft.driver;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue from any thread to one lane, without locks. Whoever offers raises the lane's signal afterwards: a
 * reader may see nothing while an offer is half done.
 */
final class Mailbox<T> {
    private final AtomicReferenceArray<T> slots;
    private final int mask;
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /**
     * An empty queue.
     *
     * @param capacity a power of two
     */
    Mailbox(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two, not " + capacity);
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** False if the queue is full. Any thread. */
    boolean offer(T item) {
        long place;
        do {
            place = offered.get();
            if (place - taken.get() > mask) {
                return false;
            }
        } while (!offered.compareAndSet(place, place + 1));
        slots.setRelease((int) place & mask, item);
        return true;
    }

    /** The next item; null if there is none, or it is not there yet. One lane. */
    T poll() {
        long place = taken.get();
        int slot = (int) place & mask;
        T item = slots.getAcquire(slot);
        if (item != null) {
            slots.setRelease(slot, null);
            taken.lazySet(place + 1);
        }
        return item;
    }

    boolean isEmpty() {
        return offered.get() == taken.get();
    }

    boolean isFull() {
        return offered.get() - taken.get() > mask;
    }

    /** Items that wait; for metrics. */
    int size() {
        return (int) (offered.get() - taken.get());
    }
}
