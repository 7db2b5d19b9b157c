package io.kvorum.engine.apply;

import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.admission.Outcomes;
import io.kvorum.engine.admission.Pending;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.read.ReadLanes;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what a compaction leaves below, in small steps between the writes (R104), and answers those who asked to wait
 * for it. Apply lane, but for the hash of the history, which is computed on a read lane before the first step (R314).
 */
final class CompactionRunner {
    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final StorageBackend backend;
    private final MvccStore store;
    private final ReadLanes readLanes;
    private final Durability durability;
    private final List<Waiter> waiters = new ArrayList<>();
    private final WriteBatch batch = new WriteBatch();
    private boolean running;

    CompactionRunner(
            EngineConfig config,
            NodeRuntime runtime,
            Lane lane,
            StorageBackend backend,
            MvccStore store,
            ReadLanes readLanes,
            Durability durability) {
        this.config = config;
        this.runtime = runtime;
        this.lane = lane;
        this.backend = backend;
        this.store = store;
        this.readLanes = readLanes;
        this.durability = durability;
    }

    /** Whether rows are being removed. */
    boolean isRunning() {
        return running || store.isCompactionPending();
    }

    /** Keeps an outcome until nothing is left to be removed. */
    void await(Pending pending, Object outcome) {
        waiters.add(new Waiter(pending, outcome));
    }

    /** After each publication: begins if there is something to do. */
    void onPublished() {
        if (running || !store.isCompactionPending()) {
            return;
        }
        running = true;
        Runnable firstStep = () -> runtime.schedule(lane, config.compactionPause(), this::step);
        boolean accepted = readLanes.offer(() -> {
            store.rememberCompactionHashes();
            firstStep.run();
        });
        if (!accepted) {
            // The hash of this compaction is not remembered then; HashKV at its revision computes a fresh one.
            firstStep.run();
        }
    }

    private void step() {
        batch.clear();
        boolean more = store.compactStep(batch, config.compactionBatch());
        if (batch.size() > 0) {
            backend.apply(batch);
        }
        if (more) {
            runtime.schedule(lane, config.compactionPause(), this::step);
        } else {
            running = false;
            answerWaiters();
        }
    }

    private void answerWaiters() {
        if (waiters.isEmpty()) {
            return;
        }
        List<Waiter> answered = List.copyOf(waiters);
        waiters.clear();
        durability.request().thenAccept(index -> {
            Outcomes outcomes = new Outcomes();
            answered.forEach(waiter -> outcomes.add(waiter.pending, waiter.outcome));
            outcomes.deliver();
        });
    }

    /** One who waits for the end of a removal. */
    private record Waiter(Pending pending, Object outcome) {}
}
