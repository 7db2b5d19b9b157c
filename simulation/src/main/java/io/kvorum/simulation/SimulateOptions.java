package io.kvorum.simulation;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What somebody wants of {@link Simulate}.
 *
 * @param members of each cluster; 0 for 1 to 7 in turn, most often 3 and 5
 * @param seeds at most so many runs
 * @param time at most so much real time
 * @param clusterHours at most so much virtual time
 * @param jobs runs side by side
 * @param failures at most so many seeds that fail
 * @param duration virtual time with faults per seed
 * @param faultPause mean virtual time between faults
 */
record SimulateOptions(
        int members,
        long seeds,
        long baseSeed,
        Duration time,
        double clusterHours,
        int jobs,
        long failures,
        Duration duration,
        Duration faultPause,
        int clientPauseMilliseconds,
        Parts parts) {
    static final String USAGE = """
        Usage: kvorum-sim [--members 1..7] [--seeds n] [--base-seed n] [--hours h] [--cluster-hours h]
                          [--jobs n] [--failures n] [--run-seconds s] [--fault-pause-ms ms]
                          [--client-pause-ms ms] [--parts class]
          --members          members of each cluster; without it 1 to 7 in turn, most often 3 and 5
          --seeds            runs at most (1000, or without end with one of the next two)
          --hours            hours of real time at most
          --cluster-hours    hours of virtual time at most
          --base-seed        the first seed; without it the clock gives it
          --jobs             runs side by side, each in one thread (1)
          --failures         failing seeds until it ends (1)
          --run-seconds      virtual seconds with faults per run (15)
          --fault-pause-ms   mean virtual milliseconds between two faults (800)
          --client-pause-ms  longest virtual pause of a client between two calls (60)
          --parts            a class with a public constructor that supplies io.kvorum.simulation.Parts\
        """;

    private static final int[] SIZES = {3, 5, 3, 1, 3, 5, 3, 2, 3, 5, 3, 4, 3, 5, 3, 7};

    /** Reads arguments; fails with a sentence about the first wrong one. */
    static SimulateOptions parse(List<String> arguments) {
        int members = 0;
        long seeds = 0;
        long baseSeed = System.currentTimeMillis();
        double hours = 0;
        double clusterHours = 0;
        int jobs = 1;
        long failures = 1;
        long runSeconds = 15;
        long faultPause = 800;
        int clientPause = 60;
        Parts parts = DefaultParts.raft();
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String option = words.next();
            if (!words.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = words.next();
            switch (option) {
                case "--members" -> members = Integer.parseInt(value);
                case "--seeds" -> seeds = Long.parseLong(value);
                case "--base-seed" -> baseSeed = Long.parseLong(value);
                case "--hours" -> hours = Double.parseDouble(value);
                case "--cluster-hours" -> clusterHours = Double.parseDouble(value);
                case "--jobs" -> jobs = atLeastOne(option, Integer.parseInt(value));
                case "--failures" -> failures = atLeastOne(option, Integer.parseInt(value));
                case "--run-seconds" -> runSeconds = Long.parseLong(value);
                case "--fault-pause-ms" -> faultPause = Long.parseLong(value);
                case "--client-pause-ms" -> clientPause = Integer.parseInt(value);
                case "--parts" -> parts = load(value);
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }
        boolean bounded = hours > 0 || clusterHours > 0;
        return new SimulateOptions(
                members,
                seeds > 0 ? seeds : bounded ? Long.MAX_VALUE : 1_000,
                baseSeed,
                hours > 0 ? Duration.ofMillis((long) (hours * 3_600_000)) : Duration.ofDays(3_650),
                clusterHours > 0 ? clusterHours : Double.MAX_VALUE,
                jobs,
                failures,
                Duration.ofSeconds(runSeconds),
                Duration.ofMillis(faultPause),
                clientPause,
                parts);
    }

    ClusterSettings settings(long seed) {
        int size = members > 0 ? members : SIZES[(int) Math.floorMod(seed, (long) SIZES.length)];
        return ClusterSettings.of(size, parts)
                .withDuration(duration)
                .withFaultPause(faultPause)
                .withClientPause(clientPauseMilliseconds);
    }

    private static int atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1, not " + value);
        }
        return value;
    }

    private static Parts load(String className) {
        try {
            Object supplier = Class.forName(className).getConstructor().newInstance();
            return (Parts) ((Supplier<?>) supplier).get();
        } catch (ReflectiveOperationException | ClassCastException failure) {
            Throwable cause = failure instanceof InvocationTargetException ? failure.getCause() : failure;
            throw new IllegalArgumentException(className + " supplies no parts: " + cause, failure);
        }
    }
}
