package io.kvorum.e2e.cluster;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Beats in an interval, in this process: what the machine steals from everybody, it steals from the metronome. */
final class Metronome implements AutoCloseable {
    private final long intervalNanoseconds;
    private final AtomicLong beats = new AtomicLong();
    private final Thread thread = new Thread(this::run, "metronome");
    private volatile boolean closed;

    Metronome(long intervalMilliseconds) {
        this.intervalNanoseconds = intervalMilliseconds * 1_000_000;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            long begun = System.nanoTime();
            while (!closed && System.nanoTime() - begun < intervalNanoseconds) {
                LockSupport.parkNanos(intervalNanoseconds - (System.nanoTime() - begun));
            }
            beats.incrementAndGet();
        }
    }

    long beats() {
        return beats.get();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
