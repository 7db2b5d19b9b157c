package io.kvorum.engine.watch;

import io.kvorum.api.WatchAnswer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Collects the answers for the streams of one home executor, which then leave in one task: most of a hand-over's price is
 * the wake-up. Watch lane only, but for the task.
 *
 * <p>Bound: what the streams' outboxes let through.
 */
final class HomeDelivery {
    private static final int FIRST_CAPACITY = 16;

    private final Executor executor;
    private final WatchMeters meters;
    private long events;
    private StreamOutbox[] outboxes = new StreamOutbox[FIRST_CAPACITY];
    private WatchAnswer[] answers = new WatchAnswer[FIRST_CAPACITY];
    private int[] charges = new int[FIRST_CAPACITY];
    private int size;
    private int streams;

    HomeDelivery(Executor executor, WatchMeters meters) {
        this.executor = executor;
        this.meters = meters;
    }

    Executor executor() {
        return executor;
    }

    void addStream() {
        streams++;
    }

    /** True if that was the last one. */
    boolean removeStream() {
        return --streams == 0;
    }

    void add(StreamOutbox outbox, WatchAnswer answer, int charge) {
        if (size == outboxes.length) {
            outboxes = Arrays.copyOf(outboxes, size * 2);
            answers = Arrays.copyOf(answers, size * 2);
            charges = Arrays.copyOf(charges, size * 2);
        }
        outboxes[size] = outbox;
        answers[size] = answer;
        charges[size++] = charge;
        if (answer != null) {
            events += answer.events().count();
        }
    }

    /** Sends off what was collected. */
    void flush() {
        if (size == 0) {
            return;
        }
        Group group = new Group(outboxes, answers, charges, size, events, meters);
        meters.countSent(events);
        events = 0;
        // The next batch is likely as large as this one.
        int capacity = Math.max(FIRST_CAPACITY, size);
        outboxes = new StreamOutbox[capacity];
        answers = new WatchAnswer[capacity];
        charges = new int[capacity];
        size = 0;
        try {
            executor.execute(group);
        } catch (RejectedExecutionException closed) {
            // The transport is gone, and with it the streams, whose close() is on its way or will never matter.
            return;
        }
    }

    /** The answers of one batch, in order. */
    private record Group(
            StreamOutbox[] outboxes, WatchAnswer[] answers, int[] charges, int size, long events, WatchMeters meters)
            implements Runnable {
        @Override
        public void run() {
            StreamOutbox before = null;
            for (int i = 0; i < size; i++) {
                StreamOutbox outbox = outboxes[i];
                if (before != null && before != outbox) {
                    before.reportRoom();
                }
                before = outbox;
                outbox.deliver(answers[i], charges[i]);
            }
            if (before != null) {
                before.reportRoom();
            }
            meters.countArrived(events);
        }
    }
}
