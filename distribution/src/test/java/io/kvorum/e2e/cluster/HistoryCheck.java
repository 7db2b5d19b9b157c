package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.e2e.cluster.Journal.Get;
import io.kvorum.e2e.cluster.Journal.Operation;
import io.kvorum.e2e.cluster.Journal.Put;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges what clients were told by the true history. Revisions order all writes, so linearizability needs no search: every
 * answered write stands at its revision, every read shows the state at its revision, and revisions never go back from a
 * call that had ended to one that began later.
 */
final class HistoryCheck {
    private final Map<Long, Change> history = new TreeMap<>();

    /** Takes the true history: one change per revision, without a gap. */
    HistoryCheck(List<Change> changes) {
        Set<String> values = new HashSet<>();
        long expected = 2;
        for (Change change : changes) {
            assertThat(change.revision()).as("no gap in the history").isEqualTo(expected++);
            assertThat(values.add(change.value()))
                    .as("value " + change.value() + " was written once")
                    .isTrue();
            history.put(change.revision(), change);
        }
    }

    void checkOperations(List<Operation> operations) {
        checkOrder(operations);
        Map<String, TreeMap<Long, String>> states = new HashMap<>();
        history.values()
                .forEach(change -> states.computeIfAbsent(change.key(), absent -> new TreeMap<>())
                        .put(change.revision(), change.value()));
        for (Operation operation : operations) {
            if (operation instanceof Put put) {
                assertThat(history.get(put.revision()))
                        .as("acknowledged " + put)
                        .isEqualTo(new Change(put.revision(), put.key(), put.value()));
            } else if (operation instanceof Get get) {
                Map.Entry<Long, String> state =
                        states.getOrDefault(get.key(), new TreeMap<>()).floorEntry(get.revision());
                assertThat(get.value()).as("answered " + get).isEqualTo(state == null ? "" : state.getValue());
                assertThat(get.modRevision()).as("answered " + get).isEqualTo(state == null ? 0 : state.getKey());
            }
        }
    }

    /** Time as clients see it never runs backwards. */
    private static void checkOrder(List<Operation> operations) {
        List<Operation> byStart = new ArrayList<>(operations);
        byStart.sort(Comparator.comparingLong(Operation::startNanoseconds));
        PriorityQueue<Operation> ends = new PriorityQueue<>(Comparator.comparingLong(Operation::endNanoseconds));
        ends.addAll(operations);
        long seen = 0;
        for (Operation operation : byStart) {
            while (!ends.isEmpty() && ends.peek().endNanoseconds() < operation.startNanoseconds()) {
                seen = Math.max(seen, ends.poll().revision());
            }
            long least = operation instanceof Put ? seen + 1 : seen;
            assertThat(operation.revision())
                    .as(operation + " began after somebody had seen revision " + seen)
                    .isGreaterThanOrEqualTo(least);
        }
    }

    /** A watch saw the history from the start to where it is, each change once. */
    void checkWatch(List<Change> seen) {
        assertThat(seen)
                .containsExactlyElementsOf(
                        history.values().stream().limit(seen.size()).toList());
    }
}
