package io.kvorum.simulation;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How often what happened: proof that a run tried what it claims to have tried. */
public final class Coverage {
    private final Map<String, Long> counts = new TreeMap<>();

    void count(String event) {
        add(event, 1);
    }

    void add(String event, long times) {
        counts.merge(event, times, Long::sum);
    }

    /** Takes over what another one counted. */
    public void addAll(Coverage other) {
        other.counts.forEach(this::add);
    }

    /** How often an event happened. */
    public long of(String event) {
        return counts.getOrDefault(event, 0L);
    }

    /** One event per line, by name. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        counts.forEach((event, count) -> text.append(String.format(Locale.ROOT, "  %,12d %s%n", count, event)));
        return text.toString();
    }
}
