package io.kvorum.simulation.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges what clients were told against the store's true history. The store gives one total order, its revisions, so the
 * question "is there an order that explains everything" becomes a walk along it: linear in the length of the history.
 */
public final class HistoryCheck {
    private final List<TrueChange> truth;
    private final Map<String, NavigableMap<Long, TrueChange>> byKey = new HashMap<>();
    private final Map<String, TrueChange> byValue = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final long lastRevision;

    /** @param truth ascending by revision */
    public HistoryCheck(List<TrueChange> truth) {
        this.truth = List.copyOf(truth);
        for (TrueChange change : truth) {
            byKey.computeIfAbsent(change.key(), key -> new TreeMap<>()).put(change.revision(), change);
            if (change.value() != null && byValue.put(change.value(), change) != null) {
                violations.add("value " + change.value() + " was written twice (CON-9)");
            }
        }
        lastRevision = truth.isEmpty() ? 1 : truth.get(truth.size() - 1).revision();
    }

    /**
     * Looks for what cannot be true.
     *
     * @param attempted every value that any client tried to write
     * @return sentences; empty if all is well
     */
    public List<String> judge(List<Observation> observations, Set<String> attempted) {
        return judge(observations, attempted, Map.of());
    }

    /**
     * Looks for what cannot be true.
     *
     * @param attempted every value that any client tried to write
     * @param refused values whose writing failed in a way that promises that it never happens, with the failure
     * @return sentences; empty if all is well
     */
    public List<String> judge(List<Observation> observations, Set<String> attempted, Map<String, String> refused) {
        checkDensity();
        refused.forEach((value, failure) -> {
            if (byValue.containsKey(value)) {
                violations.add("value " + value + " was written although its client was told: " + failure);
            }
        });
        for (String value : byValue.keySet()) {
            if (!attempted.contains(value)) {
                violations.add("value " + value + " was never asked for");
            }
        }
        observations.forEach(this::checkOne);
        checkRealTime(observations);
        return List.copyOf(violations);
    }

    /** Every revision from 2 on is there: each one was a change (R2, R3). */
    private void checkDensity() {
        Set<Long> revisions = new HashSet<>();
        truth.forEach(change -> revisions.add(change.revision()));
        for (long revision = 2; revision <= lastRevision; revision++) {
            if (!revisions.contains(revision)) {
                violations.add("revision " + revision + " is missing from the history");
            }
        }
    }

    private void checkOne(Observation observation) {
        if (observation instanceof Observation.Written written) {
            requireWrite(written.value(), written.key(), written.revision(), observation);
        } else if (observation instanceof Observation.Deleted deleted) {
            checkDeleted(deleted);
        } else if (observation instanceof Observation.Read read) {
            checkRead(read);
        } else if (observation instanceof Observation.OldRead old) {
            checkRead(new Observation.Read(
                    old.asked(), old.heard(), old.key(), old.value(), old.modRevision(), old.revision()));
        } else if (observation instanceof Observation.Swapped swapped) {
            checkSwapped(swapped);
        }
    }

    private void checkRead(Observation.Read read) {
        TrueChange state = stateAt(read.key(), read.revision());
        String value = state == null ? null : state.value();
        long modRevision = value == null ? 0 : state.revision();
        if (read.revision() > lastRevision || !same(value, read.value()) || modRevision != read.modRevision()) {
            violations.add(read + " but the history says " + state);
        }
    }

    private void checkDeleted(Observation.Deleted deleted) {
        TrueChange before = stateAt(deleted.key(), deleted.revision() - 1);
        TrueChange after = stateAt(deleted.key(), deleted.revision());
        boolean existed = before != null && before.value() != null;
        boolean right = deleted.deleted() == 0
                ? after == null || after.value() == null
                : existed && after.value() == null && after.revision() == deleted.revision();
        if (!right) {
            violations.add(deleted + " but the history says " + before + ", then " + after);
        }
    }

    private void checkSwapped(Observation.Swapped swapped) {
        if (swapped.succeeded()) {
            requireWrite(swapped.value(), swapped.key(), swapped.revision(), swapped);
            TrueChange before = stateAt(swapped.key(), swapped.revision() - 1);
            long modRevision = before == null || before.value() == null ? 0 : before.revision();
            if (modRevision != swapped.expected()) {
                violations.add(swapped + " but the key was last changed at " + modRevision);
            }
        } else {
            TrueChange state = stateAt(swapped.key(), swapped.revision());
            long modRevision = state == null || state.value() == null ? 0 : state.revision();
            if (modRevision == swapped.expected() || byValue.containsKey(swapped.value())) {
                violations.add(swapped + " failed although it should not, or wrote although it failed");
            }
        }
    }

    private void requireWrite(String value, String key, long revision, Observation observation) {
        TrueChange change = byValue.get(value);
        if (change == null) {
            violations.add(observation + " was acknowledged and is lost");
        } else if (change.revision() != revision || !change.key().equals(key)) {
            violations.add(observation + " but the history says " + change);
        }
    }

    /** Who asked after another had heard must not see an earlier revision. */
    private void checkRealTime(List<Observation> all) {
        List<Observation> observations = all.stream()
                .filter(observation -> !(observation instanceof Observation.OldRead))
                .toList();
        List<Observation> byHeard = new ArrayList<>(observations);
        byHeard.sort((one, other) -> Long.compare(one.heard(), other.heard()));
        List<Observation> byAsked = new ArrayList<>(observations);
        byAsked.sort((one, other) -> Long.compare(one.asked(), other.asked()));
        long highest = 0;
        Observation of = null;
        int next = 0;
        for (Observation observation : byAsked) {
            for (; next < byHeard.size() && byHeard.get(next).heard() < observation.asked(); next++) {
                if (byHeard.get(next).revision() > highest) {
                    of = byHeard.get(next);
                    highest = of.revision();
                }
            }
            if (observation.revision() < highest) {
                violations.add(observation + " came after " + of + " and went back in time");
            }
        }
    }

    private TrueChange stateAt(String key, long revision) {
        NavigableMap<Long, TrueChange> changes = byKey.get(key);
        Map.Entry<Long, TrueChange> entry = changes == null ? null : changes.floorEntry(revision);
        return entry == null ? null : entry.getValue();
    }

    private static boolean same(String one, String other) {
        return one == null ? other == null : one.equals(other);
    }
}
