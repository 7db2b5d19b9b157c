package io.kvorum.simulation.part;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageLimits;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.StorageStats;
import io.kvorum.spi.storage.WriteBatch;
import java.util.concurrent.CompletionStage;

/** A backend that does what another one does, for variants that watch it or go wrong in one place. */
public class StorageDecorator implements StorageBackend {
    protected final StorageBackend backend;

    public StorageDecorator(StorageBackend backend) {
        this.backend = backend;
    }

    @Override
    public void apply(WriteBatch batch) {
        backend.apply(batch);
    }

    @Override
    public CompletionStage<Void> flush() {
        return backend.flush();
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        return backend.get(keyspace, key);
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        return backend.scan(keyspace, range, descending, limit);
    }

    @Override
    public StorageSnapshot snapshot() {
        return backend.snapshot();
    }

    @Override
    public LoadedRows load(SortedRows rows) {
        return backend.load(rows);
    }

    @Override
    public CompletionStage<Void> defragment() {
        return backend.defragment();
    }

    @Override
    public StorageStats stats() {
        return backend.stats();
    }

    @Override
    public StorageLimits limits() {
        return backend.limits();
    }

    @Override
    public void close() {
        backend.close();
    }
}
