package io.kvorum.server.runtime;

import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Lane;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that does nothing but offer tasks to lanes when their time has come. */
final class Timers {
    private static final long RETRY_MILLISECONDS = 1;

    private final ScheduledThreadPoolExecutor executor;

    Timers() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "kvorum-timers");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    Cancellable schedule(Lane lane, Duration delay, Runnable task) {
        Waiting waiting = new Waiting(lane, task);
        waiting.start(Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return waiting;
    }

    void close() {
        executor.shutdownNow();
    }

    /** One task that waits for its time, then for room in its lane. */
    private final class Waiting implements Cancellable, Runnable {
        private final Lane lane;
        private final Runnable task;
        private volatile Future<?> timer;
        private volatile boolean cancelled;

        Waiting(Lane lane, Runnable task) {
            this.lane = lane;
            this.task = task;
        }

        void start(long delay, TimeUnit unit) {
            try {
                timer = executor.schedule(this, delay, unit);
            } catch (RejectedExecutionException closing) {
                cancelled = true; // The node ends: nothing runs on its lanes any more either.
            }
        }

        @Override
        public void run() {
            if (!cancelled && !lane.offer(this::runUnlessCancelled)) {
                start(RETRY_MILLISECONDS, TimeUnit.MILLISECONDS);
            }
        }

        private void runUnlessCancelled() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            Future<?> present = timer;
            if (present != null) {
                present.cancel(false);
            }
        }
    }
}
