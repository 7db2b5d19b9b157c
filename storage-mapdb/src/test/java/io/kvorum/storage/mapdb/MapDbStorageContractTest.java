package io.kvorum.storage.mapdb;

import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.tck.StorageBackendContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The backend keeps the contract of its port. */
final class MapDbStorageContractTest extends StorageBackendContract {
    private static final int DAMAGED_BYTE_OF_PAGE = 600;

    private final FaultyFiles files = new FaultyFiles(new DiskFiles());

    @Override
    protected StorageFactory factory() {
        return new MapDbStorageFactory(files);
    }

    @Override
    protected boolean failNextWrite() {
        files.failNextWrite();
        return true;
    }

    /** A byte of every page: whatever is flushed is in the journal, in the data file, or in both. */
    @Override
    protected boolean damage(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> damaged = paths.filter(path -> path.endsWith(PageStore.DATA) || path.endsWith(PageStore.JOURNAL))
                    .toList();
            for (Path path : damaged) {
                changeEveryPage(path);
            }
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void changeEveryPage(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (long at = DAMAGED_BYTE_OF_PAGE; at < file.length(); at += Page.SIZE) {
                file.seek(at);
                int value = file.read();
                file.seek(at);
                file.write(value ^ 1);
            }
        }
    }
}
