package io.kvorum.e2e.cluster;

import java.util.ArrayList;
import java.util.List;

/** What clients did and were told, in the order in which the calls ended. Any thread. */
final class Journal {
    private final List<Operation> operations = new ArrayList<>();
    private long nextValue;

    /**
     * A call that was answered.
     *
     * @param startNanoseconds when it was sent
     * @param endNanoseconds when the answer was there
     * @param revision of the answer's header
     */
    sealed interface Operation {
        long startNanoseconds();

        long endNanoseconds();

        long revision();
    }

    record Put(long startNanoseconds, long endNanoseconds, long revision, String key, String value)
            implements Operation {}

    /**
     * A linearizable read of one key.
     *
     * @param value empty if there was none
     * @param modRevision 0 if there was none
     */
    record Get(long startNanoseconds, long endNanoseconds, long revision, String key, String value, long modRevision)
            implements Operation {}

    /** A value that nobody wrote before. */
    synchronized String freshValue() {
        return "v" + nextValue++;
    }

    synchronized void add(Operation operation) {
        operations.add(operation);
    }

    synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    synchronized long putCount() {
        return operations.stream().filter(Put.class::isInstance).count();
    }
}
