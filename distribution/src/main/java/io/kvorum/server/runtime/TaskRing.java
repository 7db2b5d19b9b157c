package io.kvorum.server.runtime;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue of tasks for many producers and one consumer, without locks and without allocation.
 *
 * <p>A producer first claims a position, then fills its slot; the consumer stops at a slot that is claimed but not filled
 * yet. {@code head} moves only after the slot was emptied, so a producer that sees room finds its slot free.
 */
final class TaskRing {
    private final AtomicReferenceArray<Runnable> slots;
    private final int mask;
    private final int capacity;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    TaskRing(int capacity) {
        if (capacity < 1 || capacity > 1 << 24) {
            throw new IllegalArgumentException("a lane holds 1 to 16,777,216 tasks, not " + capacity);
        }
        this.capacity = capacity;
        int length = capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        slots = new AtomicReferenceArray<>(length);
        mask = length - 1;
    }

    /** Any thread; false if full. */
    boolean offer(Runnable task) {
        long position;
        do {
            position = tail.get();
            if (position - head.getAcquire() >= capacity) {
                return false;
            }
        } while (!tail.compareAndSet(position, position + 1));
        // A volatile write: the producer looks at the consumer's parked mark next, and must not do so earlier.
        slots.set((int) position & mask, task);
        return true;
    }

    /** The consumer only; null if there is nothing to take now. */
    Runnable poll() {
        long position = head.getPlain();
        int slot = (int) position & mask;
        Runnable task = slots.get(slot);
        if (task != null) {
            slots.setRelease(slot, null);
            head.setRelease(position + 1);
        }
        return task;
    }

    /** Any thread; claimed positions count. */
    int size() {
        long taken = head.getAcquire();
        return (int) Math.max(0, Math.min(tail.get() - taken, capacity));
    }
}
