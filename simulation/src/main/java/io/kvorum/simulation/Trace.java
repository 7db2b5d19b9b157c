package io.kvorum.simulation;

import io.kvorum.tck.sim.Simulation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The last readable events of a run, with their virtual time. */
final class Trace {
    private static final int LINES_MAX = 400;

    private final Simulation simulation;
    private final Deque<String> lines = new ArrayDeque<>();

    Trace(Simulation simulation) {
        this.simulation = simulation;
    }

    void say(String line) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(String.format(Locale.ROOT, "%10.3f s  %s", simulation.nanoseconds() / 1e9, line));
    }

    String toText() {
        return String.join("\n", lines);
    }
}
