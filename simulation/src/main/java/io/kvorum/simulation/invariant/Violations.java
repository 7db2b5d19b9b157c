package io.kvorum.simulation.invariant;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Sentences about broken promises, in the order in which they were noticed; the first few count. */
public final class Violations {
    private static final int KEPT = 20;

    private final List<String> sentences = new ArrayList<>();
    private final Consumer<String> listener;

    /** @param listener hears of each one when it is noticed */
    public Violations(Consumer<String> listener) {
        this.listener = listener;
    }

    public void add(String sentence) {
        if (sentences.size() < KEPT) {
            sentences.add(sentence);
            listener.accept("VIOLATION " + sentence);
        }
    }

    public boolean isEmpty() {
        return sentences.isEmpty();
    }

    public List<String> sentences() {
        return List.copyOf(sentences);
    }
}
