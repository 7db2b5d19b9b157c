package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.Keyspace.KeyShape;
import io.kvorum.spi.storage.Keyspace.SizeClass;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Prints what the backend costs here: {@code main(rows, batch)}. Not a test: numbers depend on the machine. */
final class StorageMeasurement {
    static final Keyspace ROWS = new Keyspace("key", KeyShape.fixed(17), SizeClass.BULK);
    private static final int FLUSH_ROWS = 10_000;
    private static final int VALUE_BYTES = 256;

    private StorageMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[0]);
        int batchRows = Integer.parseInt(arguments[1]);
        Path directory = Files.createTempDirectory("measurement");
        MapDbStorageFactory factory = new MapDbStorageFactory(new DiskFiles());
        Config config = Config.defaults(factory.configKeys());
        FixedStorageContext context =
                new FixedStorageContext(new ThreadedRuntime(directory), directory, List.of(ROWS), 1 << 20);
        try (StorageBackend storage = factory.create(config, context)) {
            write(storage, rows, batchRows);
            read(storage, rows);
            System.out.printf("stats %s%n", storage.stats());
            storage.flush().toCompletableFuture().join();
        }
        long start = System.nanoTime();
        try (StorageBackend storage = factory.create(config, context)) {
            System.out.printf("reopened in %.1f ms%n", (System.nanoTime() - start) / 1e6);
            read(storage, rows);
            start = System.nanoTime();
            storage.defragment().toCompletableFuture().join();
            System.out.printf("rebuilt in %.0f ms: %s%n", (System.nanoTime() - start) / 1e6, storage.stats());
        }
        System.exit(0);
    }

    static Bytes key(long revision) {
        byte[] key = new byte[17];
        for (int i = 0; i < 8; i++) {
            key[i] = (byte) (revision >>> 56 - 8 * i);
        }
        key[8] = '_';
        return Bytes.wrap(key);
    }

    private static void write(StorageBackend storage, int rows, int batchRows) {
        Random random = new Random(1);
        WriteBatch batch = new WriteBatch();
        CompletableFuture<Void> flush = CompletableFuture.completedFuture(null);
        long[] flushed = new long[rows / FLUSH_ROWS + 1];
        long[] applied = new long[rows / batchRows + 1];
        int flushes = 0;
        int batches = 0;
        long applying = 0;
        long flushing = 0;
        long start = System.nanoTime();
        for (int row = 1; row <= rows; row++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            batch.put(ROWS, key(row), Bytes.wrap(value));
            if (row % batchRows == 0) {
                long before = System.nanoTime();
                storage.apply(batch);
                applied[batches] = System.nanoTime() - before;
                applying += applied[batches++];
                batch.clear();
            }
            if (row % FLUSH_ROWS == 0) {
                flush.join();
                long before = System.nanoTime();
                int index = flushes++;
                flush = storage.flush()
                        .toCompletableFuture()
                        .thenRun(() -> flushed[index] = System.nanoTime() - before);
                flushing += System.nanoTime() - before;
            }
        }
        flush.join();
        double all = System.nanoTime() - start;
        Arrays.sort(flushed, 0, flushes);
        Arrays.sort(applied, 0, batches);
        System.out.printf(
                "batches of %d: %.0f rows/s, apply %.2f us/row (batch p50 %.1f p99 %.1f max %.1f us), flush call %.0f us,"
                        + " flush p50 %.1f p99 %.1f ms%n",
                batchRows,
                rows / all * 1e9,
                applying / 1e3 / rows,
                applied[batches / 2] / 1e3,
                applied[batches * 99 / 100] / 1e3,
                applied[batches - 1] / 1e3,
                flushing / 1e3 / flushes,
                flushed[flushes / 2] / 1e6,
                flushed[flushes * 99 / 100] / 1e6);
    }

    private static void read(StorageBackend storage, int rows) {
        Random random = new Random(2);
        int gets = 300_000;
        long start = System.nanoTime();
        for (int i = 0; i < gets; i++) {
            if (storage.get(ROWS, key(1 + random.nextInt(rows))) == null) {
                throw new IllegalStateException("a row is missing");
            }
        }
        double getting = (System.nanoTime() - start) / 1e3 / gets;
        start = System.nanoTime();
        int seen = 0;
        try (RowCursor cursor = storage.scan(ROWS, KeyRange.ALL, false, Integer.MAX_VALUE)) {
            while (cursor.next()) {
                seen++;
            }
        }
        double scanning = System.nanoTime() - start;
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "get %.2f us, scan %.1f M rows/s of %d, live heap %d MB%n",
                getting, seen / scanning * 1e3, seen, runtime.totalMemory() - runtime.freeMemory() >> 20);
    }
}
