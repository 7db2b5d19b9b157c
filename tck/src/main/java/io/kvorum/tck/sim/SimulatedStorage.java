package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
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

/** Rows in memory behind a journal of batches on a simulated disk. */
final class SimulatedStorage implements StorageBackend {
    private final SimulatedDisk disk;
    private final Path directory;
    private final Runnable claim;
    private final Lane lane;
    private volatile SimulatedRows rows;
    private SimulatedJournal journal;
    private CompletableFuture<Void> defragmentation;
    private volatile Throwable failure;
    private boolean closed;

    SimulatedStorage(SimulatedDisk disk, NodeRuntime runtime, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.lane = runtime.lane("storage", 16);
        this.claim = disk.claim(directory);
        if (claim == null) {
            throw new ComponentException("storage " + directory + " is open already");
        }
        this.rows = new SimulatedRows();
        try {
            this.journal = SimulatedJournal.recover(disk, directory, rows);
        } catch (StorageException damage) {
            claim.run();
            throw damage;
        }
    }

    @Override
    public synchronized void apply(WriteBatch batch) {
        requireUsable();
        try {
            journal.append(batch);
        } catch (DiskFailure e) {
            throw fail(e);
        }
        rows.apply(batch);
    }

    @Override
    public CompletionStage<Void> flush() {
        requireUsable();
        return runOnLane(() -> journal.sync());
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        requireUsable();
        return rows.get(keyspace, key);
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        requireUsable();
        return rows.scan(keyspace, range, descending, limit);
    }

    @Override
    public synchronized StorageSnapshot snapshot() {
        requireUsable();
        return rows.copy();
    }

    @Override
    public LoadedRows load(SortedRows newRows) {
        requireUsable();
        SimulatedRows replacement = SimulatedRows.of(newRows);
        try {
            SimulatedJournal.writeBeside(disk, directory, replacement, SimulatedJournal.LOADED);
        } catch (DiskFailure e) {
            throw fail(e);
        }
        return new LoadedRows() {
            @Override
            public void install() {
                SimulatedStorage.this.install(replacement);
            }

            @Override
            public void close() {
                SimulatedJournal.forgetLoaded(disk, directory);
            }
        };
    }

    private synchronized void install(SimulatedRows replacement) {
        requireUsable();
        try {
            journal = SimulatedJournal.takeOver(disk, directory, SimulatedJournal.LOADED);
        } catch (DiskFailure e) {
            throw fail(e);
        }
        rows = replacement;
    }

    @Override
    public synchronized CompletionStage<Void> defragment() {
        requireUsable();
        if (defragmentation == null || defragmentation.isDone()) {
            defragmentation = runOnLane(() -> journal = SimulatedJournal.rewrite(disk, directory, rows));
        }
        return defragmentation;
    }

    @Override
    public synchronized StorageStats stats() {
        requireUsable();
        return new StorageStats(journal.size(), rows.approximateBytes(), 0);
    }

    @Override
    public StorageLimits limits() {
        return new StorageLimits(SimulatedStorageFactory.VALUE_BYTES_MAX, true);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            claim.run();
        }
    }

    private CompletableFuture<Void> runOnLane(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean accepted = lane.offer(() -> {
            try {
                runLocked(work);
                done.complete(null);
            } catch (StorageException e) {
                done.completeExceptionally(e);
            }
        });
        if (!accepted) {
            done.completeExceptionally(new StorageException("storage " + directory + " has no lane to work on", null));
        }
        return done;
    }

    private synchronized void runLocked(Runnable work) {
        requireUsable();
        try {
            work.run();
        } catch (DiskFailure e) {
            throw fail(e);
        }
    }

    private StorageException fail(DiskFailure cause) {
        failure = cause;
        return new StorageException("storage " + directory + " failed", cause);
    }

    private void requireUsable() {
        if (failure != null) {
            throw new StorageException("storage " + directory + " has failed before", failure);
        }
        if (closed) {
            throw new StorageException("storage " + directory + " is closed", null);
        }
    }
}
