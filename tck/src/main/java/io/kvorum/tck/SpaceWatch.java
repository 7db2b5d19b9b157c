package io.kvorum.tck;

import io.kvorum.spi.wal.SpaceState;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Remembers the last announcement of space; may be told by any thread. */
final class SpaceWatch implements Consumer<SpaceState> {
    private SpaceState state;

    @Override
    public synchronized void accept(SpaceState newState) {
        state = newState;
        notifyAll();
    }

    /** The last announcement; null if there was none. */
    synchronized SpaceState state() {
        return state;
    }

    synchronized void await(SpaceState expected, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (state != expected) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("space is " + state + " and should become " + expected);
            }
            wait(left);
        }
    }
}
