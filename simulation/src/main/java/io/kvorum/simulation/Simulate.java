package io.kvorum.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The command {@code kvorum-sim}: clusters under faults, seed after seed, until one fails or the wish is fulfilled. Prints
 * what it tried; at a failure the seed, a schedule of faults that is as small as possible, and the trace.
 *
 * <p>Several runs may go on side by side, each in a thread of its own. They share nothing, so that a seed gives the same run
 * whatever runs beside it.
 */
@Command(
        name = "kvorum-sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Runs simulated clusters under faults, seed after seed.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0: nothing was wrong", "1: a seed failed", "2: the options are wrong"})
public final class Simulate implements Callable<Integer> {
    private static final int MINIMISING_RUNS_MAX = 200;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(30);

    @Mixin
    private final SimulateOptions options = new SimulateOptions();

    private final Instant begun = Instant.now();
    private final Coverage coverage = new Coverage();
    private Instant reported = begun;
    private double clusterHours;
    private long seedsBegun;
    private long seedsEnded;
    private long failures;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Simulate()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        System.out.println("base seed " + options.baseSeed());
        ExecutorService threads = Executors.newFixedThreadPool(options.jobs());
        List<Future<?>> jobs = new ArrayList<>();
        for (int i = 0; i < options.jobs(); i++) {
            jobs.add(threads.submit(this::runSeeds));
        }
        threads.shutdown();
        for (Future<?> job : jobs) {
            job.get();
        }
        report();
        System.out.print(coverage.toText());
        return failures == 0 ? 0 : 1;
    }

    private void runSeeds() {
        for (OptionalLong seed = nextSeed(); seed.isPresent(); seed = nextSeed()) {
            ClusterSettings settings = options.settings(seed.getAsLong());
            ClusterRun run = new ClusterRun(seed.getAsLong(), settings);
            ClusterRun.Result result = run.run();
            count(result);
            if (!result.violations().isEmpty()) {
                System.out.print(explain(seed.getAsLong(), settings, run.plan(), result));
            }
        }
    }

    private synchronized OptionalLong nextSeed() {
        boolean goesOn = seedsBegun < options.seeds()
                && failures < options.failures()
                && Duration.between(begun, Instant.now()).compareTo(options.time()) < 0
                && clusterHours < options.clusterHours();
        return goesOn ? OptionalLong.of(options.baseSeed() + seedsBegun++) : OptionalLong.empty();
    }

    private synchronized void count(ClusterRun.Result result) {
        seedsEnded++;
        clusterHours += result.virtualTime().toMillis() / 3_600_000.0;
        coverage.addAll(result.coverage());
        if (!result.violations().isEmpty()) {
            failures++;
        }
        if (Duration.between(reported, Instant.now()).compareTo(REPORT_INTERVAL) > 0) {
            reported = Instant.now();
            report();
        }
    }

    private void report() {
        System.out.printf(
                Locale.ROOT,
                "%,d seeds, %.2f cluster-hours in %,d s (%,d core-seconds): %,d elections, %,d crashes, %,d snapshot"
                        + " installs, %s%n",
                seedsEnded,
                clusterHours,
                Duration.between(begun, Instant.now()).toSeconds(),
                ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toSeconds(),
                coverage.of("elections"),
                coverage.of("crashed processes"),
                coverage.of("snapshot installs"),
                failures == 0 ? "no violation" : failures + " seeds failed");
    }

    private static String explain(long seed, ClusterSettings settings, FaultPlan plan, ClusterRun.Result result) {
        FaultPlan smallest = new Minimiser(seed, settings, MINIMISING_RUNS_MAX).minimise(plan);
        ClusterRun.Result again = new ClusterRun(seed, settings, smallest).run();
        return String.format(
                Locale.ROOT,
                "seed %d with %d members failed:%n%s%n%d of its %d faults are enough:%n%s%s%n%s%n",
                seed,
                settings.members(),
                String.join("\n", result.violations()),
                smallest.events().size(),
                plan.events().size(),
                smallest.toText(),
                String.join("\n", again.violations()),
                again.trace());
    }
}
