package io.kvorum.simulation.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges what a watcher saw, over all its streams: a resumed watcher begins after the last revision it saw, so that the
 * whole must be the true history, once, in order, without gap, and each revision in one piece (R166, R176, R178).
 */
public final class WatchCheck {
    private WatchCheck() {}

    /**
     * Looks for what is missing, repeated, disordered or invented.
     *
     * @param seen in the order in which it came
     * @param from first revision the watcher asked for
     */
    public static List<String> judge(List<TrueChange> truth, List<TrueChange> seen, long from) {
        List<TrueChange> expected =
                truth.stream().filter(change -> change.revision() >= from).toList();
        List<String> violations = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            if (i >= expected.size() || !seen.get(i).equals(expected.get(i))) {
                violations.add("event " + i + " was " + seen.get(i) + " instead of "
                        + (i < expected.size() ? expected.get(i) : "none"));
                return violations;
            }
        }
        if (seen.size() < expected.size()) {
            violations.add(
                    "event " + seen.size() + " of " + expected.size() + " never came: " + expected.get(seen.size()));
        }
        return violations;
    }
}
