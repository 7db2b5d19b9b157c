package io.kvorum.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.StorageStats;
import io.kvorum.spi.storage.WriteBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * What every storage backend does (STO-1 to STO-10). Extend it, name your factory, and run it.
 *
 * <p>An instance serves one test; {@link #factory()} is called once for it. The checks against a model are jqwik
 * properties: JUnit's own life-cycle methods do not run around them.
 */
public abstract class StorageBackendContract extends StorageReplacementContract {
    /** The part under test. */
    protected abstract StorageFactory factory();

    /** Its settings. */
    protected Config config(StorageFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** Whether it promises that what was flushed survives a crash. */
    @Override
    protected boolean durable() {
        return true;
    }

    /** Whether {@code defragment} makes {@code stats().onDisk()} smaller once most rows are deleted. */
    protected boolean givesSpaceBack() {
        return durable();
    }

    /** Largest value the backend is asked to take, in bytes. */
    protected int valueBytesRequired() {
        return 256 * 1024;
    }

    /** The runtime of the node that opens the backend in {@code directory}. */
    protected NodeRuntime runtime(Path directory) {
        return new ThreadedRuntime(directory);
    }

    /**
     * Ends the instance that is open in {@code directory} as a crash would, and says where to open what is left.
     *
     * @return a directory that nobody has opened
     */
    protected Path crash(Path directory) {
        return DirectoryCopy.of(directory);
    }

    /** Makes the next write to the disk fail, whichever call causes it; false if the part offers no way to do that. */
    protected boolean failNextWrite() {
        return false;
    }

    /**
     * Changes bytes of some row of a crashed backend, all of whose batches were flushed.
     *
     * @return false if the part offers no way to do that
     */
    protected boolean damage(Path directory) {
        return false;
    }

    @Override
    final StorageSession session() {
        return new StorageSession(this);
    }

    /** The check of everything against a sorted map: reads, scans, flush, reopening, crash and replacement. */
    @Property(tries = 60)
    void required_sto2_randomOperationsMatchAModel(@ForAll("operations") List<StorageOperation> operations) {
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            operations.forEach(operation -> operation.run(session, model));
            assertThat(session.rows()).isEqualTo(model.rows());
        }
    }

    @Provide
    Arbitrary<List<StorageOperation>> operations() {
        return StorageOperation.any(durable()).list().ofMinSize(1).ofMaxSize(40);
    }

    @Test
    void required_sto1_aBatchIsAtomicAcrossCrashes() {
        assumeTrue(durable(), "the backend is not durable");
        try (StorageSession session = new StorageSession(this)) {
            for (int round = 0; round < 12; round++) {
                for (int i = 0; i < 5; i++) {
                    session.backend().apply(StorageWorkload.batchOf(round * 5 + i, 40));
                }
                if (round % 3 == 1) {
                    session.flush();
                }
                session.crashAndOpen();
                List<StorageRow> rows = session.rows(List.of(StorageSession.SMALL));
                assertThat(rows)
                        .as("rows after crash %d", round)
                        .satisfiesAnyOf(
                                none -> assertThat(none).isEmpty(),
                                all -> assertThat(all).hasSize(40));
                assertThat(rows.stream().map(StorageRow::value).distinct())
                        .as("values of one batch")
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void required_sto2_whatWasFlushedSurvivesACrash() {
        assumeTrue(durable(), "the backend is not durable");
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            for (int round = 0; round < 10; round++) {
                WriteBatch flushed = new WriteBatch()
                        .put(StorageSession.BULK, model.newBulkKey(), Bytes.utf8("flushed"))
                        .put(StorageSession.SMALL, Bytes.utf8("round"), Bytes.utf8("" + round));
                session.backend().apply(flushed);
                model.apply(flushed);
                session.flush();
                model.flushed();
                WriteBatch later =
                        new WriteBatch().put(StorageSession.WIDE, Bytes.utf8("later"), Bytes.utf8("" + round));
                session.backend().apply(later);
                model.apply(later);
                session.crashAndOpen();
                assertThat(model.recoveredTo(session.rows()))
                        .as("after crash %d", round)
                        .isTrue();
            }
        }
    }

    @Test
    void required_sto2_keyspacesThatAreNotNamedAreKept() {
        try (StorageSession session = new StorageSession(this)) {
            session.put(StorageSession.SMALL, Bytes.utf8("a"), Bytes.utf8("1"));
            session.put(StorageSession.WIDE, Bytes.utf8("b"), Bytes.utf8("2"));
            session.flush();
            assumeTrue(durable(), "the backend is not durable");
            session.reopen(List.of(StorageSession.SMALL));
            session.put(StorageSession.SMALL, Bytes.utf8("c"), Bytes.utf8("3"));
            session.flush();
            session.reopen(StorageSession.KEYSPACES);
            assertThat(session.rows())
                    .extracting(StorageRow::toString)
                    .containsExactly("small/61=31", "small/63=33", "wide/62=32");
        }
    }

    @Test
    void required_sto3_aBatchIsVisibleToEveryReaderWhenApplyReturns() {
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            for (int round = 0; round < 100; round++) {
                Bytes key = model.newBulkKey();
                Bytes value = Bytes.utf8("value " + round);
                session.put(StorageSession.BULK, key, value);
                session.put(StorageSession.SMALL, Bytes.utf8("newest"), value);
                StorageBackend backend = session.backend();
                assertThat(Await.result(CompletableFuture.supplyAsync(
                                () -> Arrays.asList(
                                        backend.get(StorageSession.BULK, key),
                                        backend.get(StorageSession.SMALL, Bytes.utf8("newest"))),
                                OTHER_THREAD)))
                        .containsExactly(value, value);
            }
        }
    }

    @Test
    void required_sto4_orderIsThatOfUnsignedBytesAndPrefixesComeFirst() {
        try (StorageSession session = new StorageSession(this)) {
            List<Bytes> ordered = List.of(
                    Bytes.wrap(new byte[] {0}),
                    Bytes.wrap(new byte[] {0, 0}),
                    Bytes.wrap(new byte[] {1}),
                    Bytes.wrap(new byte[] {0x7f}),
                    Bytes.wrap(new byte[] {0x7f, (byte) 0xff}),
                    Bytes.wrap(new byte[] {(byte) 0x80}),
                    Bytes.wrap(new byte[] {(byte) 0x80, 0}),
                    Bytes.wrap(new byte[] {(byte) 0xff}),
                    Bytes.wrap(longKey()));
            WriteBatch batch = new WriteBatch();
            for (int i = 0; i < ordered.size(); i++) {
                batch.put(StorageSession.WIDE, ordered.get(i * 4 % ordered.size()), Bytes.utf8("v"));
            }
            session.backend().apply(batch);
            assertThat(session.scan(StorageSession.WIDE, KeyRange.ALL, false, 100))
                    .extracting(StorageRow::key)
                    .containsExactlyElementsOf(ordered);
            List<Bytes> middle =
                    session.scan(StorageSession.WIDE, new KeyRange(ordered.get(2), ordered.get(6)), true, 3).stream()
                            .map(StorageRow::key)
                            .toList();
            assertThat(middle).containsExactly(ordered.get(5), ordered.get(4), ordered.get(3));
            assertThat(session.scan(StorageSession.WIDE, new KeyRange(ordered.get(3), ordered.get(3)), false, 9))
                    .isEmpty();
            assertThat(session.scan(StorageSession.WIDE, new KeyRange(ordered.get(5), ordered.get(1)), true, 9))
                    .isEmpty();
        }
    }

    private static byte[] longKey() {
        byte[] key = new byte[511];
        Arrays.fill(key, (byte) 0xff);
        return key;
    }

    @Test
    void required_sto4_getAllHandsOverTheRowsThatExistInTheOrderOfTheKeys() {
        try (StorageSession session = new StorageSession(this)) {
            List<Bytes> keys = new ArrayList<>();
            List<Bytes> present = new ArrayList<>();
            for (int i = 100; i < 400; i++) {
                Bytes key = Bytes.utf8("key " + i);
                keys.add(key);
                if (i % 3 != 0) {
                    present.add(key);
                    session.put(StorageSession.SMALL, key, key);
                }
            }
            List<Bytes> found = new ArrayList<>();
            session.backend().getAll(StorageSession.SMALL, keys, (key, value) -> {
                assertThat(value).isEqualTo(key);
                found.add(key);
            });
            assertThat(found).isEqualTo(present);
        }
    }

    @Test
    void required_sto4_theLastChangeOfAKeyInABatchCounts() {
        try (StorageSession session = new StorageSession(this)) {
            Bytes key = Bytes.utf8("key");
            session.backend()
                    .apply(new WriteBatch()
                            .put(StorageSession.SMALL, key, Bytes.utf8("1"))
                            .delete(StorageSession.SMALL, key)
                            .put(StorageSession.SMALL, key, Bytes.utf8("2"))
                            .put(StorageSession.WIDE, key, Bytes.EMPTY)
                            .delete(StorageSession.WIDE, key)
                            .delete(StorageSession.WIDE, Bytes.utf8("never there")));
            assertThat(session.rows()).extracting(StorageRow::toString).containsExactly("small/6b6579=32");
        }
    }

    @Test
    void required_sto5_aSnapshotIsFrozenAndServesSeveralReadersWhileTheWriterGoesOn() {
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 500);
            List<StorageRow> expected = session.rows();
            StorageSnapshot snapshot = session.backend().snapshot();
            List<CompletableFuture<Boolean>> readers = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                readers.add(CompletableFuture.supplyAsync(() -> seesOnly(expected, snapshot, 5), OTHER_THREAD));
            }
            StorageSnapshot later = null;
            for (int round = 0; round < 30; round++) {
                StorageWorkload.churn(session, model, round);
                session.flush();
                if (round == 15) {
                    later = session.backend().snapshot();
                    expected.forEach(row ->
                            assertThat(snapshot.get(row.keyspace(), row.key())).isEqualTo(row.value()));
                }
            }
            readers.forEach(reader -> assertThat(Await.result(reader)).isTrue());
            assertThat(StorageSession.rows(snapshot)).isEqualTo(expected);
            assertThat(snapshot.approximateBytes()).isPositive();
            snapshot.close();
            snapshot.close();
            assertThat(StorageSession.rows(later)).isNotEqualTo(expected);
            later.close();
            assertThat(session.rows()).isEqualTo(model.rows());
        }
    }

    private static boolean seesOnly(List<StorageRow> expected, StorageSnapshot snapshot, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(StorageSession.rows(snapshot)).isEqualTo(expected);
        }
        return true;
    }

    @Test
    void required_sto7_readersBesideTheWriterSeeWholeRowsInOrder() {
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 200);
            StorageBackend backend = session.backend();
            AtomicBoolean stop = new AtomicBoolean();
            List<CompletableFuture<Integer>> readers = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                readers.add(CompletableFuture.supplyAsync(() -> scanUntil(stop, backend), OTHER_THREAD));
            }
            for (int round = 0; round < 300; round++) {
                pairs(backend, round);
                StorageWorkload.churn(session, model, round);
                model.flushed();
            }
            stop.set(true);
            readers.forEach(reader -> assertThat(Await.result(reader)).isPositive());
        }
    }

    /** Rows whose value repeats itself, so that a torn one shows. */
    private static void pairs(StorageBackend backend, int round) {
        WriteBatch batch = new WriteBatch();
        String half = "half " + round + "-".repeat(round % 300) + "|";
        for (int i = 0; i < 20; i++) {
            batch.put(StorageSession.WIDE, Bytes.utf8("pair " + i), Bytes.utf8(half + half));
        }
        backend.apply(batch);
    }

    private static int scanUntil(AtomicBoolean stop, StorageBackend backend) {
        int scans = 0;
        while (!stop.get() || scans == 0) {
            Bytes previous = Bytes.EMPTY;
            try (RowCursor cursor = backend.scan(StorageSession.WIDE, KeyRange.ALL, false, 1_000)) {
                while (cursor.next()) {
                    assertThat(cursor.key()).isGreaterThan(previous);
                    previous = cursor.key();
                    assertWhole(cursor.value());
                }
            }
            Bytes one = backend.get(StorageSession.WIDE, Bytes.utf8("pair " + scans % 20));
            if (one != null) {
                assertWhole(one);
            }
            scans++;
        }
        return scans;
    }

    private static void assertWhole(Bytes value) {
        int half = value.length() / 2;
        assertThat(value.slice(0, half)).isEqualTo(value.slice(half, half));
    }

    @Test
    void required_sto7_smallRowsMayBeOverwrittenOften() {
        try (StorageSession session = new StorageSession(this)) {
            for (int round = 0; round < 2_000; round++) {
                WriteBatch batch = new WriteBatch();
                for (int i = 0; i < 5; i++) {
                    batch.put(
                            StorageSession.SMALL,
                            Bytes.utf8("counter " + i),
                            Bytes.utf8(round + ".".repeat(round % 90)));
                }
                session.backend().apply(batch);
                if (round % 200 == 0) {
                    session.flush();
                }
            }
            assertThat(session.rows())
                    .hasSize(5)
                    .allMatch(row -> row.value().toUtf8().startsWith("1999"));
        }
    }

    @Test
    void required_sto8_damageIsReportedAndNotServed() {
        assumeTrue(durable(), "the backend is not durable");
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 300);
            session.flush();
            session.crash();
            assumeTrue(damage(session.directory()), "the part offers no way to damage a row");
            assertThatThrownBy(() -> {
                        session.open(StorageSession.KEYSPACES);
                        assertThat(session.rows())
                                .as("rows of a damaged backend")
                                .isEqualTo(model.rows());
                        throw new AssertionError("the damage was not noticed");
                    })
                    .isInstanceOf(StorageCorruptionException.class);
        }
    }

    @Test
    void required_sto9_anInputOutputFailureMakesTheInstanceUnusable() {
        try (StorageSession session = new StorageSession(this)) {
            session.put(StorageSession.SMALL, Bytes.utf8("a"), Bytes.utf8("1"));
            session.flush();
            StorageBackend backend = session.backend();
            assumeTrue(failNextWrite(), "the part offers no way to make a write fail");
            assertThatThrownBy(() -> {
                        session.put(StorageSession.SMALL, Bytes.utf8("b"), Bytes.utf8("2"));
                        session.flush();
                    })
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> session.put(StorageSession.SMALL, Bytes.utf8("c"), Bytes.utf8("3")))
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(session::flush).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> backend.get(StorageSession.SMALL, Bytes.utf8("a")))
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(backend::snapshot).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void required_sto10_defragmentRunsBesideReadsAndWrites() {
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            StorageWorkload.fill(session, model, 500);
            StorageSnapshot snapshot = session.backend().snapshot();
            List<StorageRow> frozen = session.rows();
            var first = session.backend().defragment();
            for (int round = 0; round < 30; round++) {
                StorageWorkload.churn(session, model, round);
                assertThat(session.rows()).isEqualTo(model.rows());
            }
            Await.result(first);
            Await.result(session.backend().defragment());
            assertThat(session.rows()).isEqualTo(model.rows());
            assertThat(StorageSession.rows(snapshot)).isEqualTo(frozen);
            snapshot.close();
            session.flush();
            if (durable()) {
                session.crashAndOpen();
                assertThat(session.rows()).isEqualTo(model.rows());
            }
        }
    }

    @Test
    void required_sto10_spaceOfDeletedRowsComesBack() {
        assumeTrue(givesSpaceBack(), "the backend has no space to give back");
        try (StorageSession session = new StorageSession(this)) {
            StorageModel model = new StorageModel();
            List<Bytes> keys = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                WriteBatch batch = new WriteBatch();
                for (int j = 0; j < 40; j++) {
                    keys.add(model.newBulkKey());
                    batch.put(StorageSession.BULK, keys.get(keys.size() - 1), Bytes.wrap(new byte[2_000]));
                }
                session.backend().apply(batch);
            }
            session.flush();
            WriteBatch deletions = new WriteBatch();
            keys.subList(100, keys.size()).forEach(key -> deletions.delete(StorageSession.BULK, key));
            session.backend().apply(deletions);
            session.flush();
            StorageStats before = session.backend().stats();
            assertThat(before.onDisk()).as("8 MB were written").isGreaterThan(4_000_000);
            Await.result(session.backend().defragment());
            session.flush();
            assertThat(session.backend().stats().onDisk()).isLessThan(before.onDisk() / 2);
            assertThat(session.rows()).hasSize(100);
        }
    }

    @Test
    void required_valuesUpToTheRequiredSizeAreTaken() {
        try (StorageSession session = new StorageSession(this)) {
            assertThat(session.backend().limits().valueBytesMax()).isGreaterThanOrEqualTo(valueBytesRequired());
            assertThat(session.backend().limits().durable()).isEqualTo(durable());
            byte[] large = new byte[valueBytesRequired()];
            large[large.length - 1] = 7;
            session.put(StorageSession.SMALL, Bytes.utf8("large"), Bytes.wrap(large));
            session.put(StorageSession.SMALL, Bytes.utf8("none"), Bytes.EMPTY);
            session.flush();
            if (durable()) {
                session.crashAndOpen();
            }
            assertThat(session.backend().get(StorageSession.SMALL, Bytes.utf8("large")))
                    .isEqualTo(Bytes.wrap(large));
            assertThat(session.backend().get(StorageSession.SMALL, Bytes.utf8("none")))
                    .isEqualTo(Bytes.EMPTY);
            assertThat(session.backend().get(StorageSession.SMALL, Bytes.utf8("absent")))
                    .isNull();
        }
    }

    @Test
    void required_closeMayBeRepeated() {
        try (StorageSession session = new StorageSession(this)) {
            session.backend().close();
            session.backend().close();
        }
    }
}
