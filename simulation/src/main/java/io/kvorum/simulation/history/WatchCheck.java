package io.kvorum.simulation.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges what a watcher saw, over all its streams: a resumed watcher begins after the last revision it saw, so that the
 * whole must be the true history, once, in order, without gap but for what it was told is lost (R166, R171, R176, R178), and
 * a bookmark must not come before what it covers (R182).
 */
public final class WatchCheck {
    private WatchCheck() {}

    /**
     * Looks for what is missing, repeated, disordered or invented.
     *
     * @param truth ascending by revision
     * @param seen in the order in which it came
     * @param from first revision the watcher asked for
     */
    public static List<String> judge(List<TrueChange> truth, List<Seen> seen, long from) {
        return judge(truth, seen, from, true);
    }

    /** The same while more may come: nothing is missing yet. */
    public static List<String> judgeSoFar(List<TrueChange> truth, List<Seen> seen, long from) {
        return judge(truth, seen, from, false);
    }

    private static List<String> judge(List<TrueChange> truth, List<Seen> seen, long from, boolean ended) {
        List<String> violations = new ArrayList<>();
        int next = skip(truth, 0, from - 1);
        for (Seen one : seen) {
            if (one instanceof Seen.Change event) {
                if (next >= truth.size() || !event.change().equals(truth.get(next))) {
                    violations.add("a watcher saw " + event.change() + " instead of "
                            + (next < truth.size() ? truth.get(next) : "nothing"));
                    return violations;
                }
                next++;
            } else if (one instanceof Seen.Lost lost) {
                next = skip(truth, next, lost.upTo());
            } else if (one instanceof Seen.Bookmark bookmark
                    && next < truth.size()
                    && truth.get(next).revision() <= bookmark.revision()) {
                violations.add("a watcher was told that it has all up to revision " + bookmark.revision()
                        + " before it saw " + truth.get(next));
                return violations;
            }
        }
        if (ended && next < truth.size()) {
            violations.add("a watcher never saw " + truth.get(next) + ", nor the " + (truth.size() - next - 1)
                    + " changes after it");
        }
        return violations;
    }

    private static int skip(List<TrueChange> truth, int from, long upTo) {
        int next = from;
        while (next < truth.size() && truth.get(next).revision() <= upTo) {
            next++;
        }
        return next;
    }
}
