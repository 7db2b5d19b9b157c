package io.kvorum.simulation;

import io.kvorum.tck.sim.Simulation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Collectors;

/** The last readable events of a run, with their virtual time. */
final class Trace {
    private static final int LINES_MAX = 400;

    private final Simulation simulation;
    private final Deque<Line> lines = new ArrayDeque<>();

    Trace(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Made into text only if somebody wants to read it, which is rare. */
    private record Line(long nanoseconds, String text) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%10.3f s  %s", nanoseconds / 1e9, text);
        }
    }

    void say(String line) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(new Line(simulation.nanoseconds(), line));
    }

    String toText() {
        return lines.stream().map(Line::toString).collect(Collectors.joining("\n"));
    }
}
