package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.WriteBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A backend that is opened, crashed and opened again during one test, in a directory of its own. */
final class StorageSession implements AutoCloseable {
    /** Keys of 17 bytes, rows written once. */
    static final Keyspace BULK = new Keyspace("bulk", Keyspace.KeyShape.fixed(17), Keyspace.SizeClass.BULK);
    /** Keys of 1 to 64 bytes, overwritten often. */
    static final Keyspace SMALL = new Keyspace("small", Keyspace.KeyShape.upTo(64), Keyspace.SizeClass.SMALL);
    /** Keys as long as they may be. */
    static final Keyspace WIDE =
            new Keyspace("wide", Keyspace.KeyShape.upTo(Keyspace.KeyShape.LENGTH_LIMIT), Keyspace.SizeClass.SMALL);

    static final List<Keyspace> KEYSPACES = List.of(BULK, SMALL, WIDE);

    private final StorageBackendContract contract;
    private final StorageFactory factory;
    private final Path root;
    private final List<StorageBackend> abandoned = new ArrayList<>();
    private final List<NodeRuntime> runtimes = new ArrayList<>();
    private Path directory;
    private StorageBackend backend;

    StorageSession(StorageBackendContract contract) {
        this.contract = contract;
        this.factory = contract.factory();
        try {
            this.root = Files.createTempDirectory("storage");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.directory = root.resolve("storage");
        open(KEYSPACES);
    }

    StorageBackend backend() {
        return backend;
    }

    Path directory() {
        return directory;
    }

    void open(List<Keyspace> keyspaces) {
        NodeRuntime runtime = contract.runtime(directory);
        runtimes.add(runtime);
        backend = factory.create(
                contract.config(factory),
                new FixedStorageContext(runtime, directory, keyspaces, contract.valueBytesRequired()));
    }

    void reopen(List<Keyspace> keyspaces) {
        backend.close();
        open(keyspaces);
    }

    void crash() {
        abandoned.add(backend);
        backend = null;
        directory = contract.crash(directory);
    }

    void crashAndOpen() {
        crash();
        open(KEYSPACES);
    }

    void put(Keyspace keyspace, Bytes key, Bytes value) {
        backend.apply(new WriteBatch().put(keyspace, key, value));
    }

    void flush() {
        Await.result(backend.flush());
    }

    /** Everything, in the order of a scan, as text that a failed comparison shows well. */
    List<StorageRow> rows() {
        return rows(KEYSPACES);
    }

    List<StorageRow> rows(List<Keyspace> keyspaces) {
        List<StorageRow> rows = new ArrayList<>();
        for (Keyspace keyspace : keyspaces) {
            collect(backend.scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE), keyspace, rows);
        }
        return rows;
    }

    static List<StorageRow> rows(StorageSnapshot snapshot) {
        List<StorageRow> rows = new ArrayList<>();
        for (Keyspace keyspace : KEYSPACES) {
            collect(snapshot.scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE), keyspace, rows);
        }
        return rows;
    }

    List<StorageRow> scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        List<StorageRow> rows = new ArrayList<>();
        collect(backend.scan(keyspace, range, descending, limit), keyspace, rows);
        return rows;
    }

    private static void collect(RowCursor cursor, Keyspace keyspace, List<StorageRow> rows) {
        try (cursor) {
            while (cursor.next()) {
                rows.add(new StorageRow(keyspace, cursor.key(), cursor.value()));
            }
        }
    }

    /** Closes everything, also what a crash left behind, and deletes the files. */
    @Override
    public void close() {
        if (backend != null) {
            backend.close();
        }
        abandoned.forEach(StorageBackend::close);
        runtimes.forEach(Await::closeIfPossible);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
