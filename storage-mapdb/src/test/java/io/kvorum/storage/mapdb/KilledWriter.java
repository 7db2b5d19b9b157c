package io.kvorum.storage.mapdb;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.tck.FixedStorageContext;
import io.kvorum.tck.ThreadedRuntime;
import java.nio.file.Path;

/** The process that gets killed: writes recorded batches from a seed on and says which of them are flushed. */
final class KilledWriter {
    private static final int BATCHES_PER_FLUSH = 7;

    private KilledWriter() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        RecordedBatches batches = new RecordedBatches(Long.parseLong(arguments[1]));
        StorageBackend storage = open(directory, new ThreadedRuntime(directory));
        System.out.println("open");
        while (true) {
            for (int i = 0; i < BATCHES_PER_FLUSH; i++) {
                storage.apply(batches.next());
            }
            int applied = batches.last();
            var flush = storage.flush().toCompletableFuture();
            storage.apply(batches.next());
            flush.join();
            System.out.println(applied);
            if (applied % 50 == 0) {
                storage.replaceAll(batches.replacement());
            } else if (applied % 30 == 0) {
                storage.defragment().toCompletableFuture().join();
            }
        }
    }

    static StorageBackend open(Path directory, ThreadedRuntime runtime) {
        MapDbStorageFactory factory = new MapDbStorageFactory(new DiskFiles());
        Config config = Config.builder(factory.configKeys())
                .set(StorageSettings.JOURNAL_BYTES, 1L << 20)
                .build();
        return factory.create(config, new FixedStorageContext(runtime, directory, RecordedBatches.KEYSPACES, 1 << 20));
    }
}
