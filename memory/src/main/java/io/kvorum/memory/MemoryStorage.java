package io.kvorum.memory;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sorted maps in memory. A replacement of everything is a new object in place of the old one. */
final class MemoryStorage implements StorageBackend {
    private volatile VersionedRows rows = new VersionedRows();
    private volatile boolean closed;

    @Override
    public void apply(WriteBatch batch) {
        open().apply(batch);
    }

    @Override
    public CompletionStage<Void> flush() {
        open();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        return open().get(keyspace, key, VersionedRows.NEWEST);
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        return open().scan(keyspace, range, descending, limit, VersionedRows.NEWEST);
    }

    @Override
    public StorageSnapshot snapshot() {
        return open().snapshot();
    }

    @Override
    public LoadedRows load(SortedRows newRows) {
        open();
        VersionedRows replacement = new VersionedRows();
        WriteBatch batch = new WriteBatch();
        while (newRows.next()) {
            batch.put(newRows.keyspace(), newRows.key(), newRows.value());
        }
        replacement.apply(batch);
        return () -> {
            open();
            rows = replacement;
        };
    }

    /** Removed rows are the collector's at once, or when the last snapshot that shows them is closed. */
    @Override
    public CompletionStage<Void> defragment() {
        open();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public StorageStats stats() {
        long bytes = open().bytes();
        return new StorageStats(bytes, bytes, 0);
    }

    @Override
    public StorageLimits limits() {
        return new StorageLimits(Integer.MAX_VALUE, false);
    }

    @Override
    public void close() {
        closed = true;
    }

    private VersionedRows open() {
        if (closed) {
            throw new StorageException("the storage in memory is closed", null);
        }
        return rows;
    }
}
