package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of a process that appends and syncs, again and again on the same log. The number of rounds comes from
 * system property {@code kvorum.kill.rounds}; {@link #main} is the same as a command: directory, rounds, seed.
 */
final class KillIT {
    @TempDir
    private Path temporary;

    @Test
    void wal2_whatWasSyncedSurvivesKills() throws Exception {
        run(temporary.resolve("wal"), Integer.getInteger("kvorum.kill.rounds", 5), 1);
    }

    /** Arguments: directory, rounds, seed. */
    public static void main(String[] arguments) throws Exception {
        run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
    }

    private static void run(Path directory, int rounds, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long durable = 0;
        for (int round = 1; round <= rounds; round++) {
            Process victim = ChildJvm.start(true, KillVictim.class, directory.toString());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
                durable = surviveRound(round, durable, lines, victim, random);
            }
        }
        System.out.println(rounds + " kills, nothing lost; " + durable + " records");
    }

    private static long surviveRound(
            int round, long before, BufferedReader lines, Process victim, SplittableRandom random)
            throws IOException, InterruptedException {
        String opened = lines.readLine();
        assertThat(opened).as("round " + round).startsWith("opened ");
        long last = Long.parseLong(opened.split(" ")[2]);
        assertThat(last).as("records found in round " + round).isGreaterThanOrEqualTo(before);
        int syncs = random.nextInt(12) == 0 ? 0 : random.nextInt(1, 400);
        long durable = last;
        for (int i = 0; i < syncs; i++) {
            durable = durable(lines.readLine()).orElseThrow();
        }
        // By its handle: the process itself would close the pipe, and with it what was said before the end
        victim.toHandle().destroyForcibly();
        victim.waitFor();
        // What the victim had written to the pipe before it was killed counts as acknowledged
        for (Optional<Long> more = durable(readLine(lines)); more.isPresent(); more = durable(readLine(lines))) {
            durable = Math.max(durable, more.get());
        }
        return durable;
    }

    private static String readLine(BufferedReader lines) {
        try {
            return lines.readLine();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The number in a whole line; empty at the end, or if the kill cut the line. */
    private static Optional<Long> durable(String line) {
        return line != null && line.matches("durable \\d+")
                ? Optional.of(Long.parseLong(line.substring(8)))
                : Optional.empty();
    }
}
