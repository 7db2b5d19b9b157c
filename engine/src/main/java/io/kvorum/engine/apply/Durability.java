package io.kvorum.engine.apply;

import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import io.kvorum.spi.storage.StorageBackend;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Makes the applied state durable, one flush at a time: who asks while one is under way shares the next one. Apply lane;
 * stages complete there or on the backend's thread. A failed flush stops the node.
 */
final class Durability {
    private final NodeRuntime runtime;
    private final StorageBackend backend;
    private final LongSupplier appliedIndex;
    private final Signal flushed;
    private final Metrics.Histogram durations;
    private CompletableFuture<Long> next;
    private boolean inFlight;

    Durability(NodeRuntime runtime, Lane lane, StorageBackend backend, LongSupplier appliedIndex) {
        this.runtime = runtime;
        this.backend = backend;
        this.appliedIndex = appliedIndex;
        this.flushed = lane.signal(this::onFlushed);
        this.durations = runtime.metrics()
                .histogram(
                        "etcd_disk_backend_commit_duration_seconds",
                        "The latency distributions of commit called by backend.",
                        Metrics.doublingBuckets(0.001, 14));
    }

    /** Completes with an applied index that is durable, no lower than the present one. */
    CompletionStage<Long> request() {
        if (inFlight) {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            return next;
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        flush(done);
        return done;
    }

    private void flush(CompletableFuture<Long> done) {
        inFlight = true;
        long index = appliedIndex.getAsLong();
        long begun = runtime.clock().nanoseconds();
        backend.flush().whenComplete((nothing, failure) -> {
            if (failure != null) {
                runtime.halt("the storage could not make the state durable up to entry " + index, failure);
                done.completeExceptionally(failure);
                return;
            }
            durations.observe((runtime.clock().nanoseconds() - begun) / 1e9);
            flushed.raise();
            done.complete(index);
        });
    }

    private void onFlushed() {
        inFlight = false;
        CompletableFuture<Long> waiting = next;
        next = null;
        if (waiting != null) {
            flush(waiting);
        }
    }
}
