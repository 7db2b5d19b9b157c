package io.kvorum.engine.mvcc;

/**
 * Tells readers whether all rows were replaced while they read (a snapshot of another member was installed): what they
 * then found is of neither state, and they start over.
 */
final class ContentEpoch {
    /** Even while the content stands, odd while it is being replaced. */
    private volatile long number;

    /** The present epoch; waits for the end of a replacement. Any thread but the writer's. */
    long await() {
        long seen = number;
        return isStanding(seen) ? seen : awaitStanding();
    }

    private synchronized long awaitStanding() {
        boolean interrupted = false;
        while (!isStanding(number)) {
            try {
                wait();
            } catch (InterruptedException asked) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return number;
    }

    /** The present epoch, whether the content stands or not. Any thread. */
    long now() {
        return number;
    }

    /** Whether what is read since {@code epoch} belongs to one state. Any thread. */
    boolean holds(long epoch) {
        return isStanding(epoch) && number == epoch;
    }

    /** Writer only. */
    synchronized void beginReplacement() {
        if (isStanding(number)) {
            number++;
        }
    }

    /** Writer only; also after a replacement that failed, so that nobody waits for ever. */
    synchronized void endReplacement() {
        if (!isStanding(number)) {
            number++;
            notifyAll();
        }
    }

    private static boolean isStanding(long epoch) {
        return (epoch & 1) == 0;
    }
}
