package io.kvorum.storage.mapdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageCorruptionException;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.ThreadedRuntime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the backend does when the disk refuses, fills up or lies, and what readers may do to it. */
final class MapDbStorageFaultTest {
    @TempDir
    Path root;

    private final FaultyFiles files = new FaultyFiles(new DiskFiles());
    private final RecordedBatches batches = new RecordedBatches(7);
    private ThreadedRuntime runtime;

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void sto9_afterAFailedSyncNothingIsTriedAgain() {
        StorageBackend storage = open(root.resolve("a"), 1 << 20);
        storage.apply(batches.next());
        flush(storage);
        int flushed = batches.last();
        storage.apply(batches.next());
        files.failNextSync();
        assertThatThrownBy(() -> flush(storage)).hasCauseInstanceOf(StorageException.class);
        assertThatThrownBy(storage::flush).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> storage.apply(batches.next())).isInstanceOf(StorageException.class);
        assertThatThrownBy(storage::stats).isInstanceOf(StorageException.class);
        storage.close();
        try (StorageBackend reopened = open(root.resolve("a"), 1 << 20)) {
            batches.check(reopened, flushed);
        }
    }

    @Test
    void sto9_aFullDiskEndsTheInstanceAndLosesNothingThatWasFlushed() {
        for (int megabytes = 1; megabytes < 6; megabytes++) {
            Path directory = root.resolve("full-" + megabytes);
            RecordedBatches own = new RecordedBatches(megabytes);
            int flushed = 0;
            try (StorageBackend storage = open(directory, 1 << 20)) {
                files.leaveSpace((megabytes << 20) + 12_345);
                while (true) {
                    storage.apply(own.next());
                    flush(storage);
                    flushed = own.last();
                }
            } catch (CompletionException full) {
                assertThat(full).hasMessageContaining("No space left");
            }
            files.leaveSpace(Long.MAX_VALUE);
            try (StorageBackend storage = open(directory, 1 << 20)) {
                own.check(storage, flushed);
            }
        }
    }

    @Test
    void sto8_aChangedByteIsEitherHarmlessOrReportedWithItsPlace() throws IOException {
        Path sound = root.resolve("sound");
        try (StorageBackend storage = open(sound, 1 << 20)) {
            for (int i = 0; i < 100; i++) {
                storage.apply(batches.next());
            }
            flush(storage);
        }
        open(sound, 1 << 20).close();
        Random random = new Random(3);
        int reported = 0;
        for (int i = 0; i < 40; i++) {
            Path damaged = copy(sound, "damaged-" + i);
            changeByte(damaged, random);
            try (StorageBackend storage = open(damaged, 1 << 20)) {
                batches.check(storage, batches.last());
            } catch (StorageCorruptionException found) {
                assertThat(found).hasMessageContaining("gen-1").hasMessageContaining("position");
                reported++;
            }
        }
        assertThat(reported).isGreaterThan(20);
    }

    private static void changeByte(Path directory, Random random) throws IOException {
        Path data = directory.resolve("gen-1").resolve(PageStore.DATA);
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            while (true) {
                long at = (long) (random.nextDouble() * file.length());
                file.seek(at);
                int value = file.read();
                if (value != 0) {
                    file.seek(at);
                    file.write(value ^ 1 << random.nextInt(8));
                    return;
                }
            }
        }
    }

    @Test
    void sto8_aDamagedRecordBeforeTheLastOneIsNotTakenForTheEndOfTheJournal() throws IOException {
        Path directory = root.resolve("journal");
        StorageBackend storage = open(directory, 1 << 26);
        for (int i = 0; i < 4; i++) {
            storage.apply(batches.next());
            flush(storage);
        }
        Path crashed = copy(directory, "crashed");
        storage.close();
        try (RandomAccessFile file = new RandomAccessFile(
                crashed.resolve("gen-1").resolve(PageStore.JOURNAL).toFile(), "rw")) {
            file.seek(Journal.RECORDS_START + 20);
            file.write(77);
        }
        assertThatThrownBy(() -> open(crashed, 1 << 26))
                .isInstanceOf(StorageCorruptionException.class)
                .hasMessageContaining(PageStore.JOURNAL)
                .hasMessageContaining("position " + Journal.RECORDS_START);
    }

    @Test
    void sto8_aStoreWhoseNameGotLostIsNotReplacedByAnEmptyOne() throws IOException {
        Path directory = root.resolve("nameless");
        try (StorageBackend storage = open(directory, 1 << 20)) {
            storage.apply(batches.next());
            flush(storage);
        }
        Files.delete(directory.resolve("CURRENT"));
        assertThatThrownBy(() -> open(directory, 1 << 20))
                .isInstanceOf(StorageCorruptionException.class)
                .hasMessageContaining("CURRENT");
    }

    @Test
    void anInterruptedReaderHarmsNobody() throws InterruptedException {
        try (StorageBackend storage = open(root.resolve("interrupted"), 1 << 20)) {
            storage.apply(batches.next());
            flush(storage);
            Thread reader = new Thread(() -> {
                Thread.currentThread().interrupt();
                batches.check(storage, 0);
            });
            reader.start();
            reader.join();
            storage.apply(batches.next());
            flush(storage);
            batches.check(storage, batches.last());
        }
    }

    @Test
    void sto5_aSnapshotThatHoldsTooMuchIsLostAndTheStoreIsNot() {
        try (StorageBackend storage = open(root.resolve("pinned"), 1 << 20)) {
            for (int i = 0; i < 300; i++) {
                storage.apply(batches.next());
            }
            flush(storage);
            StorageSnapshot snapshot = storage.snapshot();
            for (int i = 0; i < 400; i++) {
                storage.apply(batches.next());
                if (i % 20 == 0) {
                    flush(storage);
                }
            }
            assertThat(storage.stats().pinned()).isBetween(1L, 1L << 20);
            assertThatThrownBy(() -> readAll(snapshot))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("snapshot");
            snapshot.close();
            assertThat(storage.stats().pinned()).isZero();
            batches.check(storage, batches.last());
        }
    }

    private static void readAll(StorageSnapshot snapshot) {
        try (RowCursor rows = snapshot.scan(RecordedBatches.ROWS, KeyRange.ALL, true, Integer.MAX_VALUE)) {
            while (rows.next()) {
                assertThat(rows.value()).isNotNull();
            }
        }
    }

    @Test
    void changesAreBoundInMemoryEvenIfNobodyFlushes() {
        MapDbStorageFactory factory = new MapDbStorageFactory(files);
        Config config = Config.builder(factory.configKeys())
                .set(StorageSettings.UNCOMMITTED_BYTES_MAX, 1L << 20)
                .build();
        Path directory = root.resolve("unflushed");
        runtime = new ThreadedRuntime(directory);
        try (StorageBackend storage = factory.create(
                config, new FixedStorageContext(runtime, directory, RecordedBatches.KEYSPACES, 1 << 20))) {
            for (int i = 0; i < 30; i++) {
                storage.apply(new WriteBatch()
                        .put(RecordedBatches.ROWS, StorageMeasurement.key(i), Bytes.wrap(new byte[200_000])));
            }
            long onDisk = storage.stats().onDisk();
            assertThat(onDisk).isGreaterThan(8L << 20);
        }
    }

    @Test
    void filesAreTheOwnersOnly() throws IOException {
        Path directory = root.resolve("modes");
        open(directory, 1 << 20).close();
        Path store = directory.resolve("gen-1");
        for (Path path : new Path[] {directory, store}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
        for (Path path : new Path[] {store.resolve(PageStore.DATA), directory.resolve("CURRENT")}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
    }

    private Path copy(Path directory, String name) throws IOException {
        Path target = root.resolve(name);
        new PowerLossFiles(new Random(0), Long.MAX_VALUE, true).copyRemains(directory, target);
        return target;
    }

    private static void flush(StorageBackend storage) {
        storage.flush().toCompletableFuture().join();
    }

    private StorageBackend open(Path directory, long journalBytes) {
        MapDbStorageFactory factory = new MapDbStorageFactory(files);
        Config config = Config.builder(factory.configKeys())
                .set(StorageSettings.JOURNAL_BYTES, journalBytes)
                .set(StorageSettings.PINNED_BYTES_MAX, 1L << 20)
                .build();
        if (runtime != null) {
            runtime.close();
        }
        runtime = new ThreadedRuntime(directory);
        return factory.create(config, new FixedStorageContext(runtime, directory, RecordedBatches.KEYSPACES, 1 << 20));
    }
}
