package io.kvorum.storage.mapdb;

import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the live rows to a new store while the old one serves: snapshot, bulk load, rounds of catching up, switch
 * (STO-10). A tree never gives back the space of what was deleted from it.
 *
 * <p>What goes wrong before the switch costs only the rebuild: the new store is deleted, the old one was not touched.
 */
final class Rebuild implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    private static final int ROUNDS_MAX = 8;

    /** Few enough for the writer to wait for: some ten milliseconds. */
    private static final int LAST_ROUND_KEYS = 2_000;

    private final MapDbStorage storage;
    private final CompletableFuture<Void> stage = new CompletableFuture<>();
    private volatile boolean cancelled;
    private Generation next;

    Rebuild(MapDbStorage storage) {
        this.storage = storage;
    }

    CompletableFuture<Void> stage() {
        return stage;
    }

    @Override
    public synchronized void run() {
        Throwable failure = null;
        try {
            requireWanted();
            rebuild();
        } catch (IOException | RuntimeException | Error failed) {
            LOG.warn("the store was not rebuilt, it goes on as it is: {}", failed.toString());
            failure = failed;
        }
        try {
            storage.discard(next);
        } catch (RuntimeException failed) {
            failure = failed;
        }
        next = null;
        storage.endRebuild(this);
        if (failure == null) {
            stage.complete(null);
        } else {
            stage.completeExceptionally(failure);
        }
    }

    private void rebuild() throws IOException {
        try (StorageSnapshot snapshot = storage.beginRebuild()) {
            List<Keyspace> keyspaces = storage.usable().keyspaces();
            next = storage.newGeneration();
            BulkLoad load = new BulkLoad(next, keyspaces);
            for (Keyspace keyspace : keyspaces) {
                copy(snapshot, keyspace, load);
            }
            load.finish();
        }
        next.seal(storage.files());
        for (int round = 0; round < ROUNDS_MAX; round++) {
            ChangedKeys changed = storage.takeChangedKeys();
            if (changed.isOverflown()) {
                throw new IllegalStateException("too much was written while the store was being rebuilt");
            }
            changed.copy(storage.usable(), next);
            next.commit(next.freeze());
            if (changed.size() < LAST_ROUND_KEYS) {
                break;
            }
        }
        Generation finished = next;
        next = null;
        try {
            storage.finishRebuild(this, finished);
        } catch (IllegalStateException notSwitched) {
            next = finished;
            throw notSwitched;
        }
    }

    private void copy(StorageSnapshot snapshot, Keyspace keyspace, BulkLoad load) throws IOException {
        try (RowCursor rows = snapshot.scan(keyspace, KeyRange.ALL, false, Integer.MAX_VALUE)) {
            while (rows.next()) {
                requireWanted();
                load.row(keyspace, rows.key(), rows.value());
            }
        }
    }

    void requireWanted() {
        if (cancelled) {
            throw new CancellationException("the rebuild is not wanted any more");
        }
    }

    /** Stops it soon; the new store is deleted by the time its stage completes. */
    void cancel() {
        cancelled = true;
    }

    /** Returns when it does not run, or not any more. Not to be called with the writer's lock. */
    synchronized void awaitEnd() {}
}
