package io.kvorum.engine.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvorum.api.Header;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.engine.txn.RangeQuery;
import io.kvorum.engine.txn.RangeStream;
import io.kvorum.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Readers while all rows are taken away and put back, as the installation of a snapshot does. */
class ReplacedContentTest {
    private static final int KEYS = 500;
    private static final int REPLACEMENTS = 200;
    private static final RangeRequest EVERYTHING = RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setRangeEnd(ByteString.copyFrom(new byte[1]))
            .build();

    private final StoreFixture fixture = new StoreFixture(0);
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void r36_aReadSeesAllOrStartsOver() throws Exception {
        for (int i = 0; i < KEYS; i++) {
            fixture.put("k" + i, "v");
        }
        int hash = fixture.store().hash(0).hash();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            readers.add(threads.submit((Callable<Integer>) this::readRanges));
            readers.add(threads.submit((Callable<Integer>) this::readStreams));
            readers.add(threads.submit(() -> readOther(hash)));
            try {
                for (int i = 0; i < REPLACEMENTS; i++) {
                    replaceContent();
                    Thread.yield();
                }
            } finally {
                over.set(true);
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aReaderThatMustNotBlockGivesUpMeanwhile() {
        fixture.put("k", "v");
        RangeQuery ranges = new RangeQuery(fixture.store());
        fixture.store().beginReplacement();

        assertThat(ranges.tryRangeCached(EVERYTHING, Header.EMPTY, 10)).isNull();

        fixture.store().endReplacement();
        assertThat(ranges.range(EVERYTHING, Header.EMPTY).count()).isEqualTo(1);
    }

    private void replaceContent() {
        Map<Bytes, Bytes> rows = fixture.storage().rows(MvccStore.ROWS);
        Map<Bytes, Bytes> kept = new TreeMap<>(rows);
        fixture.store().beginReplacement();
        rows.clear();
        rows.putAll(kept);
        fixture.store().restore(RestoredHistory.of(fixture.storage()), (key, lease) -> {});
        fixture.store().endReplacement();
    }

    private int readRanges() {
        RangeQuery ranges = new RangeQuery(fixture.store());
        int reads = 0;
        do {
            RangeAnswer answer = ranges.range(EVERYTHING, Header.EMPTY);
            assertThat(answer.count()).isEqualTo(KEYS);
            assertThat(answer.toMessage().getKvsCount()).isEqualTo(KEYS);
            RangeAnswer quick = ranges.tryRangeCached(EVERYTHING, Header.EMPTY, KEYS);
            assertThat(quick == null || quick.count() == KEYS).isTrue();
            reads++;
        } while (!over.get());
        return reads;
    }

    private int readStreams() {
        int reads = 0;
        do {
            RangeStream stream = new RangeStream(fixture.store(), EVERYTHING, Header.EMPTY, 1_000);
            int rows = 0;
            while (!stream.isFinished()) {
                rows += stream.next().toMessage().getKvsCount();
            }
            assertThat(rows).isEqualTo(KEYS);
            reads++;
        } while (!over.get());
        return reads;
    }

    private int readOther(int hash) {
        int reads = 0;
        do {
            assertThat(fixture.store().changesSince(2, KEYS, KEYS)).hasSize(KEYS);
            assertThat(fixture.store().rowAt(ByteString.copyFromUtf8("k7"), KEYS))
                    .isNotNull();
            assertThat(fixture.store().hash(0).hash()).isEqualTo(hash);
            reads++;
        } while (!over.get());
        return reads;
    }
}
