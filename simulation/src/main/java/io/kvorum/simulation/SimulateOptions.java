package io.kvorum.simulation;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What somebody wants of {@link Simulate}. */
final class SimulateOptions {
    private static final int[] SIZES = {3, 5, 3, 1, 3, 5, 3, 2, 3, 5, 3, 4, 3, 5, 3, 7};
    private static final long SEEDS = 1_000;

    @Option(
            names = "--members",
            paramLabel = "1..7",
            converter = ClusterSize.class,
            description = "Members of each cluster; without it 1 to 7 in turn, most often 3 and 5.")
    private Integer members;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            converter = AtLeastOne.class,
            description = "Runs at most (" + SEEDS + ", or without end with one of the next two).")
    private Long seeds;

    @Option(names = "--hours", description = "Hours of real time at most.")
    private double hours;

    @Option(names = "--cluster-hours", paramLabel = "HOURS", description = "Hours of virtual time at most.")
    private double clusterHours;

    @Option(names = "--base-seed", paramLabel = "N", description = "The first seed; without it the clock gives it.")
    private long baseSeed = System.currentTimeMillis();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            converter = AtLeastOne.class,
            description = "Runs side by side, each in one thread (default: ${DEFAULT-VALUE}).")
    private Long jobs = 1L;

    @Option(
            names = "--failures",
            paramLabel = "N",
            converter = AtLeastOne.class,
            description = "Failing seeds until it ends (default: ${DEFAULT-VALUE}).")
    private Long failures = 1L;

    @Option(
            names = "--run-seconds",
            paramLabel = "S",
            description = "Virtual seconds with faults per run (default: ${DEFAULT-VALUE}).")
    private long runSeconds = 15;

    @Option(
            names = "--fault-pause-ms",
            paramLabel = "MS",
            description = "Mean virtual milliseconds between two faults (default: ${DEFAULT-VALUE}).")
    private long faultPauseMilliseconds = 800;

    @Option(
            names = "--client-pause-ms",
            paramLabel = "MS",
            description = "Longest virtual pause of a client between two calls (default: ${DEFAULT-VALUE}).")
    private int clientPauseMilliseconds = 60;

    @Option(
            names = "--parts",
            paramLabel = "CLASS",
            converter = PartsOfClass.class,
            description = "A class with a public constructor that supplies io.kvorum.simulation.Parts.")
    private Parts parts = DefaultParts.raft();

    /** At most so many runs. */
    long seeds() {
        boolean bounded = hours > 0 || clusterHours > 0;
        return seeds != null ? seeds : bounded ? Long.MAX_VALUE : SEEDS;
    }

    long baseSeed() {
        return baseSeed;
    }

    /** At most so much real time. */
    Duration time() {
        return hours > 0 ? Duration.ofMillis((long) (hours * 3_600_000)) : Duration.ofDays(3_650);
    }

    /** At most so much virtual time. */
    double clusterHours() {
        return clusterHours > 0 ? clusterHours : Double.MAX_VALUE;
    }

    /** Runs side by side. */
    int jobs() {
        return Math.toIntExact(jobs);
    }

    /** At most so many seeds that fail. */
    long failures() {
        return failures;
    }

    ClusterSettings settings(long seed) {
        int size = members != null ? members : SIZES[(int) Math.floorMod(seed, (long) SIZES.length)];
        return ClusterSettings.of(size, parts)
                .withDuration(Duration.ofSeconds(runSeconds))
                .withFaultPause(Duration.ofMillis(faultPauseMilliseconds))
                .withClientPause(clientPauseMilliseconds);
    }

    private static final class ClusterSize implements ITypeConverter<Integer> {
        private static final int MEMBERS_MAX = 7;

        @Override
        public Integer convert(String value) {
            int size = Integer.parseInt(value);
            if (size < 1 || size > MEMBERS_MAX) {
                throw new TypeConversionException("must be 1 to " + MEMBERS_MAX + ", not " + size);
            }
            return size;
        }
    }

    private static final class AtLeastOne implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            long number = Long.parseLong(value);
            if (number < 1) {
                throw new TypeConversionException("must be at least 1, not " + number);
            }
            return number;
        }
    }

    private static final class PartsOfClass implements ITypeConverter<Parts> {
        @Override
        public Parts convert(String className) {
            try {
                Object supplier = Class.forName(className).getConstructor().newInstance();
                return (Parts) ((Supplier<?>) supplier).get();
            } catch (ReflectiveOperationException | ClassCastException failure) {
                Throwable cause = failure instanceof InvocationTargetException ? failure.getCause() : failure;
                throw new TypeConversionException(className + " supplies no parts: " + cause);
            }
        }
    }
}
