package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.WalCorruptionException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loss of power, again and again, at any force or write of a mark. The number of images comes from system property
 * {@code kvorum.pageloss.images}, the seed of the first from {@code kvorum.pageloss.seed}; {@link #main} is the same as a
 * command.
 */
final class PageLossTest {
    /** Images that build on one another: recovered, written on, lost again. */
    private static final int CHAIN = 5;

    @TempDir
    private Path directory;

    @Test
    void wal2_wal4_powerLossLeavesAPrefixWithAllThatWasSynced() throws IOException {
        run(directory, Integer.getInteger("kvorum.pageloss.images", 50), Long.getLong("kvorum.pageloss.seed", 1));
    }

    @Test
    void theHarnessNoticesADiskThatLiesAboutForces() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < 10; seed++) {
                        new Chain(directory.resolve("lying-" + seed), seed, true).run(CHAIN);
                    }
                })
                .isInstanceOfAny(AssertionError.class, WalCorruptionException.class);
    }

    /** Arguments: an empty directory, number of images, first seed. */
    public static void main(String[] arguments) throws IOException {
        run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
    }

    private static void run(Path directory, int images, long firstSeed) throws IOException {
        for (int image = 0; image < images; image += CHAIN) {
            long seed = firstSeed + image / CHAIN;
            try {
                new Chain(directory.resolve("seed-" + seed), seed, false).run(Math.min(CHAIN, images - image));
            } catch (Throwable failure) {
                throw new AssertionError("failed with -Dkvorum.pageloss.seed=" + seed, failure);
            }
        }
    }

    /** One log through several losses of power. */
    private static final class Chain {
        private final Path directory;
        private final SplittableRandom random;
        private final boolean lyingDisk;

        /** Payload of record n + 1 is at n. */
        private final List<Bytes> history = new ArrayList<>();

        private long synced;
        private long released = 1;
        private int workLeft;
        private boolean lost;

        Chain(Path directory, long seed, boolean lyingDisk) {
            this.directory = directory;
            this.lyingDisk = lyingDisk;
            this.random = new SplittableRandom(seed);
        }

        void run(int images) throws IOException {
            Path present = directory.resolve("0");
            for (int image = 1; image <= images; image++) {
                Path next = directory.resolve(String.valueOf(image));
                writeUntilPowerIsLost(present, next);
                present = next;
            }
            try (TestLog last = open(present, new OperatingSystemFiles())) {
                assertThat(last.log().appendedLsn()).isGreaterThanOrEqualTo(synced);
            }
            deleteAll(directory);
        }

        private void writeUntilPowerIsLost(Path present, Path next) throws IOException {
            PageLossDisk disk = new PageLossDisk(present, lyingDisk);
            workLeft = random.nextInt(1, 40);
            lost = false;
            try (TestLog opened = open(present, disk)) {
                disk.beforeWork(() -> mayLosePower(disk, next));
                while (!lost) {
                    step(opened.log());
                }
            }
        }

        private synchronized void mayLosePower(PageLossDisk disk, Path next) {
            if (--workLeft == 0) {
                lost = true;
                try {
                    disk.losePower(next, random.split());
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        }

        private void step(WriteAheadLog log) {
            int batch = random.nextInt(1, 40);
            for (int i = 0; i < batch; i++) {
                byte[] payload = new byte[random.nextInt(8) == 0 ? random.nextInt(60_000) : random.nextInt(600)];
                random.nextBytes(payload);
                history.add(Bytes.wrap(payload));
                log.append((byte) 1, Bytes.wrap(payload));
            }
            if (random.nextInt(3) == 0) {
                return;
            }
            long durable = log.sync();
            if (!isLost()) {
                synced = durable;
                if (random.nextInt(4) == 0) {
                    released = random.nextLong(released, durable + 1);
                    log.releaseBefore(released);
                }
            }
        }

        private synchronized boolean isLost() {
            return lost;
        }

        /** Opens, and checks that what comes back is a part of the history that begins and ends where it may. */
        private TestLog open(Path present, SegmentFiles files) {
            long[] expected = {0};
            TestLog opened = TestLog.open(present, files, TestLog.SEGMENT_BYTES, (lsn, type, payload) -> {
                if (expected[0] != 0) {
                    assertThat(lsn).isEqualTo(expected[0]);
                }
                expected[0] = lsn + 1;
                assertThat(Bytes.copyOf(payload)).isEqualTo(history.get((int) lsn - 1));
            });
            long last = opened.log().appendedLsn();
            assertThat(last).as("records that survived").isBetween(synced, (long) history.size());
            assertThat(opened.log().firstLsn()).isLessThanOrEqualTo(Math.max(1, released));
            history.subList((int) last, history.size()).clear();
            synced = last;
            return opened;
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
