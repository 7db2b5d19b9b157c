package io.kvorum.storage.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.ThreadedRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power fails at random moments, also while the backend recovers from it; {@code kvorum.pageloss.images} times. */
final class PowerLossTest {
    private static final int CRASHES_IN_A_ROW = 4;

    @TempDir
    Path root;

    @Test
    void sto2_recoveryGivesTheStateAfterABatchThatIsNotOlderThanTheLastFlush() throws Exception {
        int images = Integer.getInteger("kvorum.pageloss.images", 50);
        long firstSeed = Long.getLong("kvorum.pageloss.seed", 1);
        int[] batches = new int[1];
        for (long seed = firstSeed, crashes = 0; crashes < images; seed++) {
            try {
                crashes += crashes(seed, true, batches);
            } catch (Throwable failed) {
                throw new AssertionError("seed " + seed + ": " + failed, failed);
            }
        }
        assertThat(batches[0]).as("batches that survived").isGreaterThan(images);
    }

    @Test
    void withoutSyncsTheSameCrashesAreNoticed() throws Exception {
        int bad = 0;
        for (long seed = 1; seed <= 8; seed++) {
            try {
                crashes(seed, false, new int[1]);
            } catch (AssertionError | RuntimeException noticed) {
                bad++;
            }
        }
        assertThat(bad).isGreaterThan(4);
    }

    /** One life of a backend with several crashes; returns how many there were. */
    private int crashes(long seed, boolean syncs, int[] survived) throws IOException {
        Random random = new Random(seed);
        RecordedBatches batches = new RecordedBatches(seed);
        Path directory = root.resolve((syncs ? "synced-" : "unsynced-") + seed + "-0");
        int acknowledged = 0;
        for (int crash = 1; crash <= CRASHES_IN_A_ROW; crash++) {
            PowerLossFiles files = new PowerLossFiles(random, random.nextInt(crash == 1 ? 1_500 : 300), syncs);
            acknowledged = life(files, directory, batches, acknowledged, random);
            Path remains = root.resolve((syncs ? "synced-" : "unsynced-") + seed + "-" + crash);
            files.copyRemains(directory, remains);
            directory = remains;
        }
        PowerLossFiles sound = new PowerLossFiles(random, Long.MAX_VALUE, true);
        try (ThreadedRuntime runtime = new ThreadedRuntime(directory);
                StorageBackend storage = open(sound, directory, runtime)) {
            survived[0] += batches.check(storage, acknowledged);
        }
        return CRASHES_IN_A_ROW;
    }

    /** From opening to the loss of power; returns the last batch that is known to be flushed. */
    private int life(
            PowerLossFiles files, Path directory, RecordedBatches batches, int acknowledgedBefore, Random random) {
        int acknowledged = acknowledgedBefore;
        try (ThreadedRuntime runtime = new ThreadedRuntime(directory)) {
            StorageBackend storage = open(files, directory, runtime);
            int state = batches.check(storage, acknowledged);
            batches.rewind(state);
            // What was recovered is durable, or the next crash could lead behind it
            acknowledged = state;
            StorageSnapshot snapshot = null;
            while (true) {
                storage.apply(batches.next());
                int applied = batches.last();
                switch (random.nextInt(12)) {
                    case 0 -> {
                        storage.flush().toCompletableFuture().join();
                        acknowledged = applied;
                    }
                    case 1 -> {
                        var flush = storage.flush().toCompletableFuture();
                        storage.apply(batches.next());
                        flush.join();
                        acknowledged = applied;
                    }
                    case 2 -> {
                        if (snapshot != null) {
                            snapshot.close();
                        }
                        snapshot = storage.snapshot();
                    }
                    case 3 -> {
                        if (random.nextInt(4) == 0) {
                            storage.replaceAll(batches.replacement());
                            acknowledged = applied;
                        }
                    }
                    case 4 -> {
                        if (random.nextInt(4) == 0) {
                            var rebuilt = storage.defragment().toCompletableFuture();
                            storage.apply(batches.next());
                            rebuilt.join();
                            acknowledged = applied;
                        }
                    }
                    default -> {
                        // most batches are followed by the next one
                    }
                }
            }
        } catch (StorageException | ComponentException | CompletionException failed) {
            if (!files.isLost()) {
                throw failed;
            }
        }
        return acknowledged;
    }

    private static StorageBackend open(PowerLossFiles files, Path directory, ThreadedRuntime runtime) {
        MapDbStorageFactory factory = new MapDbStorageFactory(files);
        Config config = Config.builder(factory.configKeys())
                .set(StorageSettings.JOURNAL_BYTES, 1L << 20)
                .build();
        return factory.create(config, new FixedStorageContext(runtime, directory, RecordedBatches.KEYSPACES, 1 << 20));
    }
}
