package io.kvorum.simulation;

/** Drops faults from a plan as long as the run still fails, larger pieces first. */
final class Minimiser {
    private final long seed;
    private final ClusterSettings settings;
    private final int runsMax;
    private int runs;

    /** @param runsMax so many runs it may cost */
    Minimiser(long seed, ClusterSettings settings, int runsMax) {
        this.seed = seed;
        this.settings = settings;
        this.runsMax = runsMax;
    }

    /** The smallest plan found with which the run fails in some way; {@code failing} is one. */
    FaultPlan minimise(FaultPlan failing) {
        FaultPlan smallest = failing;
        for (int piece = Math.max(1, failing.events().size() / 2); piece > 0; piece /= 2) {
            int from = 0;
            while (from < smallest.events().size() && runs < runsMax) {
                FaultPlan candidate = smallest.without(
                        from, Math.min(from + piece, smallest.events().size()));
                if (fails(candidate)) {
                    smallest = candidate;
                } else {
                    from += piece;
                }
            }
        }
        return smallest;
    }

    private boolean fails(FaultPlan plan) {
        runs++;
        return !new ClusterRun(seed, settings, plan).run().violations().isEmpty();
    }
}
