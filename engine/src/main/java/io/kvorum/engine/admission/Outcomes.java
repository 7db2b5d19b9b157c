package io.kvorum.engine.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What one batch of commands came to, handed to its callers in one task per home executor instead of one per call: most
 * of a hand-over's price is the wake-up. One thread.
 */
public final class Outcomes {
    private final List<Executor> executors = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();

    /** Keeps an outcome until {@link #deliver()}. */
    public void add(Pending pending, Object outcome) {
        Executor home = pending.context().homeExecutor();
        int index = 0;
        while (index < executors.size() && executors.get(index) != home) {
            index++;
        }
        if (index == executors.size()) {
            executors.add(home);
            groups.add(new Group());
        }
        groups.get(index).add(pending, outcome);
    }

    /** Hands everything over and starts anew. */
    public void deliver() {
        for (int i = 0; i < executors.size(); i++) {
            executors.get(i).execute(groups.get(i));
        }
        executors.clear();
        groups.clear();
    }

    /** The outcomes of one executor's callers. */
    private static final class Group implements Runnable {
        private final List<Pending> pending = new ArrayList<>();
        private final List<Object> outcomes = new ArrayList<>();

        void add(Pending one, Object outcome) {
            pending.add(one);
            outcomes.add(outcome);
        }

        @Override
        public void run() {
            for (int i = 0; i < pending.size(); i++) {
                pending.get(i).finish(outcomes.get(i));
            }
        }
    }
}
