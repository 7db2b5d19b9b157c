package io.kvorum.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, and says what it waited for in vain. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long PAUSE_NANOS = 5_000_000;

    private Await() {}

    /** Returns when the condition holds. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        until(LIMIT, what, condition);
    }

    /** Returns when the condition holds. */
    public static void until(Duration limit, Supplier<String> what, BooleanSupplier condition) {
        if (!holdsWithin(limit, condition)) {
            throw new AssertionError("not within " + limit + ": " + what.get());
        }
    }

    /** Whether the condition came to hold within the limit. */
    public static boolean holdsWithin(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
