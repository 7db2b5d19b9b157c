package io.kvorum.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The command {@code kvorum-sim}: clusters under faults, seed after seed, until one fails or the wish is fulfilled. Prints
 * what it tried; at a failure the seed, a schedule of faults that is as small as possible, and the trace.
 */
public final class Simulate {
    private static final int MINIMISING_RUNS_MAX = 200;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(30);

    private final SimulateOptions options;
    private final Coverage coverage = new Coverage();
    private double clusterHours;
    private long seeds;

    private Simulate(SimulateOptions options) {
        this.options = options;
    }

    /** Arguments: see {@link SimulateOptions#USAGE}. Exit status 1 means that a seed failed, 2 that the arguments are wrong. */
    public static void main(String[] arguments) {
        SimulateOptions options;
        try {
            options = SimulateOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(SimulateOptions.USAGE);
            System.exit(2);
            return;
        }
        if (!new Simulate(options).run()) {
            System.exit(1);
        }
    }

    private boolean run() {
        System.out.println("base seed " + options.baseSeed());
        Instant begun = Instant.now();
        Instant reported = begun;
        while (goesOn(begun)) {
            long seed = options.baseSeed() + seeds;
            ClusterSettings settings = options.settings(seed);
            ClusterRun run = new ClusterRun(seed, settings);
            ClusterRun.Result result = run.run();
            seeds++;
            clusterHours += result.virtualTime().toMillis() / 3_600_000.0;
            coverage.addAll(result.coverage());
            if (!result.violations().isEmpty()) {
                explain(seed, settings, run.plan(), result);
                return false;
            }
            if (Duration.between(reported, Instant.now()).compareTo(REPORT_INTERVAL) > 0) {
                reported = Instant.now();
                report(begun);
            }
        }
        report(begun);
        System.out.print(coverage.toText());
        return true;
    }

    private boolean goesOn(Instant begun) {
        return seeds < options.seeds()
                && Duration.between(begun, Instant.now()).compareTo(options.time()) < 0
                && clusterHours < options.clusterHours();
    }

    private void report(Instant begun) {
        System.out.printf(
                Locale.ROOT,
                "%,d seeds, %.2f cluster-hours in %,d s: %,d elections, %,d crashes, %,d snapshot installs, no"
                        + " violation%n",
                seeds,
                clusterHours,
                Duration.between(begun, Instant.now()).toSeconds(),
                coverage.of("elections"),
                coverage.of("crashed processes"),
                coverage.of("snapshot installs"));
    }

    private static void explain(long seed, ClusterSettings settings, FaultPlan plan, ClusterRun.Result result) {
        System.out.printf(Locale.ROOT, "seed %d with %d members failed:%n", seed, settings.members());
        result.violations().forEach(System.out::println);
        FaultPlan smallest = new Minimiser(seed, settings, MINIMISING_RUNS_MAX).minimise(plan);
        ClusterRun.Result again = new ClusterRun(seed, settings, smallest).run();
        System.out.printf(
                Locale.ROOT,
                "%d of its %d faults are enough:%n%s",
                smallest.events().size(),
                plan.events().size(),
                smallest.toText());
        again.violations().forEach(System.out::println);
        System.out.println(again.trace());
    }
}
