package io.kvorum.tck;

import io.kvorum.spi.runtime.NodeRuntime;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waits for what other threads do. The limits are for tests that would hang; no test measures time. */
final class Await {
    private static final int STAGE_SECONDS = 60;

    private Await() {}

    static void until(BooleanSupplier condition, int seconds, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited " + seconds + " s in vain for " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    /** The stage's result; a failure is thrown as it is. */
    static <T> T result(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(STAGE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError("stage failed", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("stage does not complete", e);
        }
    }

    /** The stage's result in a world that {@code world} lets go on. */
    static <T> T settle(Consumer<BooleanSupplier> world, CompletionStage<T> stage) {
        world.accept(stage.toCompletableFuture()::isDone);
        return result(stage);
    }

    static void closeIfPossible(NodeRuntime runtime) {
        if (runtime instanceof ThreadedRuntime threaded) {
            threaded.close();
        }
    }
}
