package io.kvorum.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.wal.WriteAheadLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appending, syncing, reading and releasing at the same time. */
final class ConcurrencyTest {
    private static final int RECORDS = 40_000;
    private static final int READERS = 3;

    @TempDir
    private Path temporary;

    @Test
    void wal4_readersSeeWholeRecordsInOrderWhileSegmentsComeAndGo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        AtomicBoolean done = new AtomicBoolean();
        try (TestLog opened = TestLog.open(temporary.resolve("wal"))) {
            WriteAheadLog log = opened.log();
            List<Future<Long>> others = new ArrayList<>();
            others.add(threads.submit(() -> syncUntil(done, log)));
            for (int reader = 0; reader < READERS; reader++) {
                long seed = reader;
                others.add(threads.submit(() -> readUntil(done, log, new SplittableRandom(seed))));
            }
            for (int lsn = 1; lsn <= RECORDS; lsn++) {
                assertThat(log.append((byte) 1, KillVictim.payload(lsn))).isEqualTo(lsn);
                if (lsn % 1000 == 0) {
                    log.releaseBefore(Math.max(1, lsn - 5_000));
                }
            }
            done.set(true);
            for (Future<Long> other : others) {
                assertThat(other.get()).isPositive();
            }
            log.sync();
            assertThat(log.firstLsn()).isGreaterThan(RECORDS / 2);
        } finally {
            threads.shutdownNow();
        }
        try (TestLog again = TestLog.open(temporary.resolve("wal"))) {
            assertThat(again.log().appendedLsn()).isEqualTo(RECORDS);
        }
    }

    private static long syncUntil(AtomicBoolean done, WriteAheadLog log) {
        long durable;
        // Once at least, and not in vain: this thread may get its first time when all is appended
        do {
            durable = log.sync();
        } while (!done.get() || durable == 0);
        return durable;
    }

    /** Returns how many records were read. */
    private static long readUntil(AtomicBoolean done, WriteAheadLog log, SplittableRandom random) {
        long[] read = {0};
        while (!done.get() || read[0] == 0) {
            long first = log.firstLsn();
            long from = random.nextLong(first, log.appendedLsn() + 2);
            long[] expected = {from};
            try {
                log.read(from, 1 + random.nextInt(300), 100_000, (lsn, type, payload) -> {
                    assertThat(lsn).isEqualTo(expected[0]++);
                    assertThat(Bytes.copyOf(payload)).isEqualTo(KillVictim.payload(lsn));
                    read[0]++;
                });
            } catch (IllegalArgumentException releasedMeanwhile) {
                assertThat(log.firstLsn()).isGreaterThan(from);
            }
        }
        return read[0];
    }
}
