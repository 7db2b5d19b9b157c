package io.kvorum.storage.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.tck.ThreadedRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process at random moments, {@code kvorum.kill.rounds} times, and looks at what it left. */
final class KillIT {
    private static final int BATCHES_TO_REPLAY_MAX = 20;

    @TempDir
    Path root;

    @Test
    void sto2_aKilledProcessLeavesTheStateAfterABatchThatIsNotOlderThanTheLastFlush() throws Exception {
        int rounds = Integer.getInteger("kvorum.kill.rounds", 6);
        Random random = new Random();
        for (int round = 1; round <= rounds; round++) {
            Path directory = root.resolve("round-" + round);
            int flushed = writeUntilKilled(directory, round, random.nextInt(400));
            RecordedBatches batches = new RecordedBatches(round);
            while (batches.last() < flushed + BATCHES_TO_REPLAY_MAX) {
                batches.next();
            }
            try (ThreadedRuntime runtime = new ThreadedRuntime(directory);
                    StorageBackend storage = KilledWriter.open(directory, runtime)) {
                assertThat(batches.check(storage, flushed)).isGreaterThanOrEqualTo(flushed);
            }
        }
    }

    /** Returns the last batch that the process said to be flushed. */
    private static int writeUntilKilled(Path directory, long seed, int milliseconds)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int flushed = 0;
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("open");
            process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
            // Not by the process itself: that would close its output before we have read it
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                flushed = Integer.parseInt(line);
            }
        }
        process.waitFor();
        return flushed;
    }
}
