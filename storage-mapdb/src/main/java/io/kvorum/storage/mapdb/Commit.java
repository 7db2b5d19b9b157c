package io.kvorum.storage.mapdb;

import io.kvorum.spi.storage.StorageException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** A commit on its way: done by the flush lane, or by whoever cannot wait for the lane. */
final class Commit implements Runnable {
    private final Generation generation;
    private final FrozenPages frozen;
    private final UnaryOperator<StorageException> onFailure;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> stage = new CompletableFuture<>();

    /**
     * @param generation the store
     * @param frozen what to commit
     * @param onFailure makes the instance unusable and returns what everybody is told
     */
    Commit(Generation generation, FrozenPages frozen, UnaryOperator<StorageException> onFailure) {
        this.generation = generation;
        this.frozen = frozen;
        this.onFailure = onFailure;
    }

    CompletableFuture<Void> stage() {
        return stage;
    }

    @Override
    public void run() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try {
            generation.commit(frozen);
        } catch (IOException | RuntimeException | Error failed) {
            stage.completeExceptionally(onFailure.apply(Damage.ofFile("a commit failed", failed)));
            return;
        }
        stage.complete(null);
    }

    /** Returns when it is done, one way or the other: does it if nobody has begun. */
    void finish() {
        run();
        stage.handle((done, failed) -> null).join();
    }
}
