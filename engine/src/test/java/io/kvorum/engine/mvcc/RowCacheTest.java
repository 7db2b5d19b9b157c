package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RowCacheTest {
    private static final ByteString ROW = ByteString.copyFrom(new byte[100]);

    @Test
    void givesBackWhatWasPutUnderTheSameRevision() {
        RowCache cache = new RowCache(10_000);
        cache.put(5, 1, ROW);
        assertThat(cache.get(5, 1)).isEqualTo(ROW);
        assertThat(cache.get(5, 0)).isNull();
        assertThat(cache.get(6, 1)).isNull();
        cache.clear();
        assertThat(cache.get(5, 1)).isNull();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void aNewRowGetsInAndTheWholeStaysWithinItsBytes() {
        RowCache cache = new RowCache(100_000);
        int found = 0;
        for (int main = 1; main < 10_000; main++) {
            cache.put(main, 0, ROW);
            found += cache.get(main, 0) == null ? 0 : 1;
            assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
        }
        assertThat(cache.bytes()).isGreaterThan(80_000);
        assertThat(found).isGreaterThan(9_900);
    }

    @Test
    void rowsThatAreReadStayLongerThanOthers() {
        RowCache cache = new RowCache(1_000_000);
        for (int main = 1; main <= 100; main++) {
            cache.put(main, 0, ROW);
        }
        int found = 0;
        for (int main = 101; main < 20_000; main++) {
            cache.put(main, 0, ROW);
            found += cache.get(main % 100 + 1, 0) == null ? 0 : 1;
        }
        assertThat(found).isGreaterThan(19_000);
    }

    @Test
    void aRowThatIsTooLargeIsNotTaken() {
        RowCache cache = new RowCache(1_000);
        cache.put(1, 0, ByteString.copyFrom(new byte[900]));
        assertThat(cache.get(1, 0)).isNull();
    }

    @Test
    void noRoomMeansNoCache() {
        RowCache cache = new RowCache(0);
        cache.put(1, 0, ROW);
        assertThat(cache.get(1, 0)).isNull();
        cache.clear();
    }

    /** The writer goes round the ring many times; what a reader gets must never be of two rows. */
    @Test
    void aRowThatIsOverwrittenWhileItIsReadIsNotGiven() throws Exception {
        RowCache cache = new RowCache(20_000);
        AtomicLong newest = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> writer = threads.submit(() -> {
                for (long main = 1; main < 400_000; main++) {
                    cache.put(main, 0, row(main));
                    newest.setRelease(main);
                }
                newest.set(-1);
            });
            Future<?> reader = threads.submit(() -> {
                Random random = new Random(1);
                for (long main = newest.get(); main >= 0; main = newest.get()) {
                    long wanted = Math.max(0, main - random.nextInt(200));
                    ByteString row = cache.get(wanted, 0);
                    if (row != null && !row.equals(row(wanted))) {
                        throw new AssertionError("not the row of revision " + wanted);
                    }
                }
            });
            writer.get();
            reader.get();
        } finally {
            newest.set(-1);
            threads.shutdown();
        }
    }

    private static ByteString row(long main) {
        byte[] bytes = new byte[(int) (50 + main % 100)];
        Arrays.fill(bytes, (byte) main);
        return ByteString.copyFrom(bytes);
    }
}
