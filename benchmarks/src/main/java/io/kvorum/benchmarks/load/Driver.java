package io.kvorum.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Runs a workload against a server.
 *
 * <p>Closed loop: each client calls again as soon as it has its answer, which finds the highest rate. Open loop: calls
 * are due at fixed times whatever the server does, and latency counts from then on.
 */
final class Driver {
    private static final long LATENCY_MAX = TimeUnit.MINUTES.toNanos(2);

    private final Connections connections;
    private final List<Long> serverPids;

    /** @param serverPids the processes whose use is measured: one, or all members */
    Driver(Connections connections, List<Long> serverPids) {
        this.connections = connections;
        this.serverPids = serverPids;
    }

    /** Keeps all clients busy until {@code operations} calls are done or {@code seconds} are over. */
    Measurement closedLoop(Workload workload, long operations, double seconds) throws InterruptedException {
        Run run = new Run(workload, operations, seconds, workload.clients());
        for (int client = 0; client < workload.clients(); client++) {
            run.next(client);
        }
        return run.result();
    }

    /** Calls at a fixed rate for some time; a call is made late if it must be, and its lateness counts. */
    Measurement openLoop(Workload workload, double ratePerSecond, double seconds) throws InterruptedException {
        long operations = (long) (ratePerSecond * seconds);
        return openLoop(workload, ratePerSecond, n -> n < operations);
    }

    /**
     * Calls at a fixed rate as long as a condition holds.
     *
     * @param goesOn asked with each call's number, from 0 on, before it is due
     */
    Measurement openLoop(Workload workload, double ratePerSecond, LongPredicate goesOn) throws InterruptedException {
        // The loop itself counts as running, so that the run does not end between two calls.
        Run run = new Run(workload, Long.MAX_VALUE, 0, 1);
        for (long n = 0; goesOn.test(n); n++) {
            long due = run.begun + (long) (n * 1e9 / ratePerSecond);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            run.running.incrementAndGet();
            run.call((int) (n % workload.clients()), n, due, false);
        }
        run.finishOne(System.nanoTime());
        return run.result();
    }

    /** One run's shared state. */
    private final class Run {
        private final Workload workload;
        private final long operations;
        private final long deadline;
        private final AtomicLong issued = new AtomicLong();
        private final AtomicLong running;
        private final LongAdder failures = new LongAdder();
        private final Histogram latency = new ConcurrentHistogram(LATENCY_MAX, 3);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final UsageMeter meter = new UsageMeter(serverPids);
        private final long begun = System.nanoTime();
        private volatile long lastEnd;

        Run(Workload workload, long operations, double seconds, int running) {
            this.workload = workload;
            this.operations = operations;
            this.deadline = begun + (long) (seconds * 1e9);
            this.running = new AtomicLong(running);
        }

        /** The client's next call, or its end. */
        void next(int client) {
            long n = issued.getAndIncrement();
            long now = System.nanoTime();
            if (n >= operations || now >= deadline) {
                finishOne(now);
            } else {
                call(client, n, now, true);
            }
        }

        void call(int client, long n, long due, boolean loop) {
            ClientCall<byte[], byte[]> call = connections.of(client).newCall(workload.method(), CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            long now = System.nanoTime();
                            if (status.isOk()) {
                                latency.recordValue(Math.min(now - due, LATENCY_MAX));
                            } else {
                                failures.increment();
                            }
                            if (loop) {
                                next(client);
                            } else {
                                finishOne(now);
                            }
                        }
                    },
                    new Metadata());
            call.request(2);
            call.sendMessage(workload.request().apply(n));
            call.halfClose();
        }

        private void finishOne(long now) {
            if (running.decrementAndGet() == 0) {
                lastEnd = now;
                ended.countDown();
            }
        }

        /** Waits for the last call. */
        Measurement result() throws InterruptedException {
            ended.await();
            return new Measurement(
                    latency.getTotalCount(), failures.sum(), (lastEnd - begun) / 1e9, latency, meter.soFar());
        }
    }
}
