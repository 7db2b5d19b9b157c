package io.kvorum.simulation;

import java.time.Duration;
import java.util.Locale;

/** The command {@code kvorum-sim}: many seeds, one line per thousand, and the seed of the first failure. */
public final class Simulate {
    private Simulate() {}

    /** Arguments: number of seeds, and the first seed (default: of the clock, printed). */
    public static void main(String[] arguments) {
        long seeds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000;
        long base = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.currentTimeMillis();
        System.out.println("base seed " + base);
        double hours = 0;
        long crashes = 0;
        long answers = 0;
        for (long seed = base; seed < base + seeds; seed++) {
            SingleMemberRun.Result result =
                    new SingleMemberRun(seed, DefaultParts.raft()).withRandomCrashes(Duration.ofSeconds(60));
            hours += result.virtualTime().toMillis() / 3_600_000.0;
            crashes += result.crashes();
            answers += result.observations();
            if (!result.violations().isEmpty()) {
                System.out.println("seed " + seed + " failed:");
                result.violations().forEach(System.out::println);
                System.exit(1);
            }
            if ((seed - base + 1) % 100 == 0 || seed == base + seeds - 1) {
                System.out.printf(
                        Locale.ROOT,
                        "%,d seeds: %.1f simulated hours, %,d crashes, %,d answered calls, no violation%n",
                        seed - base + 1,
                        hours,
                        crashes,
                        answers);
            }
        }
    }
}
