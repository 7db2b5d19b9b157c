package io.kvorum.storage.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageStats;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that come and go: what deletions leave behind is known, and comes back by rebuilding beside the writer. */
final class SpaceChurnTest {
    private static final int BATCHES_BESIDE_MAX = 1_000;

    @TempDir
    Path root;

    @Test
    void sto10_aStoreThatChurnsIsRebuiltAgainAndAgainBesideItsWriter() {
        RecordedBatches batches = new RecordedBatches(11);
        try (ThreadedRuntime runtime = new ThreadedRuntime(root);
                StorageBackend storage = KilledWriter.open(root.resolve("churn"), runtime)) {
            long smallest = Long.MAX_VALUE;
            long largest = 0;
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 300; i++) {
                    storage.apply(batches.next());
                }
                storage.flush().toCompletableFuture().join();
                var rebuilt = storage.defragment().toCompletableFuture();
                // The disk may be slow and the rebuild long, but what is written meanwhile is remembered for the check
                for (int i = 0; i < BATCHES_BESIDE_MAX && !rebuilt.isDone(); i++) {
                    storage.apply(batches.next());
                }
                rebuilt.join();
                assertThat(batches.check(storage, batches.last())).isEqualTo(batches.last());
                StorageStats stats = storage.stats();
                assertThat(stats.inUse()).isPositive().isLessThanOrEqualTo(stats.onDisk());
                smallest = Math.min(smallest, stats.onDisk());
                largest = Math.max(largest, stats.onDisk());
            }
            assertThat(largest).isLessThan(smallest * 4);
        }
    }
}
