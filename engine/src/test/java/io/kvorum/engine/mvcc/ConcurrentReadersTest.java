package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Readers beside the writer. Each revision writes the same number into a few keys of many, so that a reader can tell from
 * what it sees whether all of it belongs to one revision.
 */
class ConcurrentReadersTest {
    private static final int REVISIONS = 3_000;
    private static final int KEYS = 3_000;
    private static final KeyInterval ALL =
            KeyInterval.of(ByteString.copyFromUtf8("k"), ByteString.copyFrom(new byte[1]));
    private static final KeyInterval MARKS =
            KeyInterval.of(ByteString.copyFromUtf8("mark"), ByteString.copyFromUtf8("marl"));

    private final StoreFixture fixture = new StoreFixture(100_000);
    private final AtomicBoolean written = new AtomicBoolean();

    @Test
    void r34_everyReadIsOfOneRevisionWhileWritesAndCompactionGoOn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit((Callable<Integer>) this::readUntilWritten));
            }
            threads.submit(this::write).get();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            threads.shutdown();
        }
    }

    private void write() {
        Random random = new Random(1);
        try {
            for (int i = 0; i < REVISIONS; i++) {
                WriteTransaction transaction = fixture.store().begin();
                ByteString number = ByteString.copyFromUtf8(Integer.toString(i));
                for (int mark = 0; mark < 3; mark++) {
                    transaction.put(ByteString.copyFromUtf8("mark" + mark * 7), number, 0);
                }
                ByteString key = ByteString.copyFromUtf8("k" + random.nextInt(KEYS));
                if (random.nextInt(3) == 0) {
                    transaction.delete(key);
                } else {
                    transaction.put(key, number, 0);
                }
                transaction.end();
                if (random.nextInt(4) == 0) {
                    fixture.publish();
                }
                if (i % 500 == 499) {
                    fixture.compact(fixture.store().currentRevision() - random.nextInt(100));
                }
                if (random.nextInt(4) == 0 && fixture.store().isCompactionPending()) {
                    fixture.publish();
                    fixture.compactStep(50);
                }
            }
            fixture.publish();
        } finally {
            written.set(true);
        }
    }

    private int readUntilWritten() {
        int reads = 0;
        long newest = 0;
        Random random = new Random(2);
        while (!written.get() || reads == 0) {
            ReadView view = fixture.store().view();
            assertThat(view.revision()).isGreaterThanOrEqualTo(newest);
            newest = view.revision();
            long at = Math.max(1, newest - random.nextInt(150));
            try {
                readOnce(view, at);
                reads++;
            } catch (KvorumException failure) {
                assertThat(failure.is(ErrorCode.COMPACTED)).isTrue();
                assertThat(at).isLessThan(fixture.store().compactRevision());
            }
        }
        return reads;
    }

    private void readOnce(ReadView view, long at) {
        Selection marks = view.select(MARKS, at, false, Long.MAX_VALUE);
        List<ByteString> rows = view.rows(marks);
        if (at > 1) {
            assertThat(rows).hasSize(3);
            for (ByteString row : rows) {
                assertThat(Rows.modRevision(row)).isEqualTo(at);
                assertThat(Rows.value(row)).isEqualTo(Rows.value(rows.get(0)));
            }
        }
        Selection all = view.select(ALL, at, false, Long.MAX_VALUE);
        assertThat(view.select(ALL, at, true, 0).count()).isEqualTo(all.count());
        List<ByteString> pairs = view.rows(all);
        ByteString previous = ByteString.EMPTY;
        for (int i = 0; i < pairs.size(); i++) {
            ByteString row = pairs.get(i);
            assertThat(Rows.modRevision(row)).isEqualTo(all.modRevision(i)).isLessThanOrEqualTo(at);
            assertThat(ByteString.unsignedLexicographicalComparator().compare(previous, Rows.key(row)))
                    .isNegative();
            previous = Rows.key(row);
        }
    }
}
