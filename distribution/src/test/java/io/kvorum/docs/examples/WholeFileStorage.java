package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.StorageLimits;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.StorageStats;
import io.kvorum.spi.storage.WriteBatch;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sorted maps in memory; a flush writes all of them into one file, which replaces the file before it. */
final class WholeFileStorage implements StorageBackend {
    private final RowFile file;
    private volatile RowMaps rows;
    private volatile String unusable;
    // The writer's: whether a snapshot looks at the present maps, which are then never changed again (STO-5).
    private boolean frozen;

    WholeFileStorage(Path directory) {
        file = new RowFile(directory);
        rows = file.read(); // STO-2: what the last completed flush wrote
    }

    @Override
    public void apply(WriteBatch batch) {
        usable();
        if (frozen) {
            rows = rows.copy();
            frozen = false;
        }
        for (int i = 0; i < batch.size(); i++) {
            rows.set(batch.keyspace(i).name(), batch.key(i), batch.value(i));
        }
    }

    /** Synchronous: the stage is complete on return. */
    @Override
    public CompletionStage<Void> flush() {
        write(usable());
        return CompletableFuture.completedFuture(null);
    }

    private void write(RowMaps content) {
        try {
            file.replace(content); // STO-1: the whole file or the one before it
        } catch (StorageException failure) {
            unusable = failure.getMessage(); // STO-9
            throw failure;
        }
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        return usable().get(keyspace.name(), key);
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        return usable().scan(keyspace.name(), range, descending, limit);
    }

    @Override
    public StorageSnapshot snapshot() {
        RowMaps pinned = usable();
        frozen = true;
        return new StorageSnapshot() {
            @Override
            public Bytes get(Keyspace keyspace, Bytes key) {
                return pinned.get(keyspace.name(), key);
            }

            @Override
            public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
                return pinned.scan(keyspace.name(), range, descending, limit);
            }

            @Override
            public long approximateBytes() {
                return pinned.bytes();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public LoadedRows load(SortedRows newRows) {
        usable();
        RowMaps replacement = new RowMaps();
        while (newRows.next()) {
            replacement.set(newRows.keyspace().name(), newRows.key(), newRows.value());
        }
        return () -> {
            usable();
            write(replacement); // STO-6: durable first, then visible
            rows = replacement;
            frozen = false;
        };
    }

    /** Nothing to do: each flush writes live rows only (STO-10). */
    @Override
    public CompletionStage<Void> defragment() {
        usable();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public StorageStats stats() {
        long size = file.size();
        return new StorageStats(size, Math.min(size, usable().bytes()), 0);
    }

    @Override
    public StorageLimits limits() {
        return new StorageLimits(Integer.MAX_VALUE / 2, true);
    }

    @Override
    public void close() {
        unusable = "it is closed";
    }

    private RowMaps usable() {
        if (unusable != null) {
            throw new StorageException("storage whole-file is unusable: " + unusable, null);
        }
        return rows;
    }
}
// endregion
