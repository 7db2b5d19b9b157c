package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.LoadedRows;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.SortedRows;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.StorageLimits;
import io.kvorum.spi.storage.StorageSnapshot;
import io.kvorum.spi.storage.StorageStats;
import io.kvorum.spi.storage.WriteBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Rows in MapDB trees over {@link PageStore pages that change only by whole commits}.
 *
 * <p>The writer changes trees in memory; a flush freezes what changed, in constant time, and the lane
 * {@code storage-flush} commits it while the writer goes on. Readers use no lock of ours and no channel. A rebuild, which
 * is how space of deleted rows comes back, runs on the lane {@code storage-rebuild}; it takes the writer's lock for its
 * snapshot and for the switch only.
 */
final class MapDbStorage implements StorageBackend {
    /** What MapDB can put together from the parts of a record, with distance. */
    static final long VALUE_BYTES_MAX = 256L << 20;

    private final StoreFiles files;
    private final StorageSettings settings;
    private final Generations generations;
    private final StorageContext context;
    private final Lane flushLane;
    private final Lane rebuildLane;
    private final ReentrantLock writer = new ReentrantLock();
    private final AtomicReference<StorageException> failure = new AtomicReference<>();
    private final AtomicReference<Rebuild> rebuild = new AtomicReference<>();
    private volatile Generation current;
    private volatile boolean closed;

    /** Guarded by the writer's lock: the commit on its way or the last one; null at first. */
    private Commit commit;

    /** Guarded by the writer's lock: null unless a rebuild runs. */
    private ChangedKeys changedKeys;

    private MapDbStorage(StoreFiles files, StorageSettings settings, Generations generations, StorageContext context) {
        this.files = files;
        this.settings = settings;
        this.generations = generations;
        this.context = context;
        this.flushLane = context.runtime().lane("storage-flush", 16);
        this.rebuildLane = context.runtime().lane("storage-rebuild", 4);
    }

    /** Recovers what is in the directory, or begins there. */
    static MapDbStorage open(StoreFiles files, StorageSettings settings, StorageContext context) throws IOException {
        if (!files.exists(context.directory())) {
            files.createDirectory(context.directory());
            files.syncDirectory(context.directory().toAbsolutePath().getParent());
        }
        Generations generations = new Generations(files, context.directory());
        MapDbStorage storage = new MapDbStorage(files, settings, generations, context);
        Path present = generations.current();
        if (present == null) {
            Generation created = storage.newGeneration();
            created.createMissing(context.keyspaces());
            created.seal(files);
            generations.switchTo(created.directory());
            storage.current = created;
        } else {
            storage.current = Generation.open(files, present, settings.journalBytesMax());
            storage.current.createMissing(context.keyspaces());
        }
        generations.deleteOthers();
        return storage;
    }

    /** An empty store in a directory of its own. Any thread. */
    Generation newGeneration() throws IOException {
        return Generation.create(
                files,
                generations.allocate(),
                settings.journalBytesMax(),
                context.runtime().secureRandom().nextLong());
    }

    StoreFiles files() {
        return files;
    }

    @Override
    public void apply(WriteBatch batch) {
        writer.lock();
        try {
            Generation generation = usable();
            applyTo(generation, batch);
            if (changedKeys != null) {
                changedKeys.add(batch);
            }
            if (generation.uncommittedBytes() > settings.uncommittedBytesMax()) {
                startCommit(generation);
            }
        } finally {
            writer.unlock();
        }
    }

    private void applyTo(Generation generation, WriteBatch batch) {
        Keyspace keyspace = null;
        Tree tree = null;
        try {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.keyspace(i) != keyspace) {
                    keyspace = batch.keyspace(i);
                    tree = generation.tree(keyspace);
                }
                Bytes value = batch.value(i);
                if (value != null) {
                    tree.put(batch.key(i), value);
                } else if (tree.delete(batch.key(i))) {
                    generation.noteDeleted(keyspace);
                }
            }
        } catch (RuntimeException | Error failed) {
            // Part of the batch is in the trees and cannot be taken back
            throw fail(Damage.of("a row that a batch touches", failed));
        }
    }

    @Override
    public CompletionStage<Void> flush() {
        writer.lock();
        try {
            return startCommit(usable()).stage();
        } finally {
            writer.unlock();
        }
    }

    private Commit startCommit(Generation generation) {
        endCommit();
        commit = new Commit(generation, generation.freeze(), this::fail);
        if (!flushLane.offer(commit)) {
            commit.run();
        }
        return commit;
    }

    private void endCommit() {
        if (commit != null) {
            commit.finish();
        }
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        Tree tree = usable().tree(keyspace);
        try {
            return tree.get(key);
        } catch (RuntimeException | Error failed) {
            throw Damage.of("row " + key + " of keyspace " + keyspace.name(), failed);
        }
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        Tree tree = usable().tree(keyspace);
        try {
            return tree.scan(range, descending, limit, this::usable);
        } catch (RuntimeException | Error failed) {
            throw Damage.of("rows from " + range.from() + " of keyspace " + keyspace.name(), failed);
        }
    }

    @Override
    public StorageSnapshot snapshot() {
        writer.lock();
        try {
            return usable().snapshot(settings.pinnedBytesMax());
        } finally {
            writer.unlock();
        }
    }

    @Override
    public LoadedRows load(SortedRows rows) {
        List<Keyspace> keyspaces = usable().keyspaces();
        Generation next = null;
        try {
            next = newGeneration();
            BulkLoad load = new BulkLoad(next, keyspaces);
            while (rows.next()) {
                load.row(rows.keyspace(), rows.key(), rows.value());
            }
            load.finish();
            next.seal(files);
            return new LoadedGeneration(this, next);
        } catch (IOException failed) {
            throw fail(Damage.ofFile("loading rows failed", failed));
        } catch (RuntimeException failed) {
            discard(next);
            throw failed;
        }
    }

    /** Lets {@code loaded}, which is durable, take the place of the present store, whatever became of that since. */
    void replaceBy(Generation loaded) {
        writer.lock();
        try {
            usable();
            stopRebuild();
            install(loaded);
        } catch (IOException | RuntimeException failed) {
            throw fail(Damage.ofFile("replacing all rows failed", failed));
        } finally {
            writer.unlock();
        }
    }

    /** Lets {@code next}, which is durable, take the place of the present store. Under the writer's lock. */
    void install(Generation next) throws IOException {
        endCommit();
        Generation old = usable();
        generations.switchTo(next.directory());
        current = next;
        commit = null;
        old.close();
        files.delete(old.directory());
    }

    /** Takes away a store that did not come to be. */
    void discard(Generation unfinished) {
        if (unfinished != null) {
            try {
                unfinished.close();
                files.delete(unfinished.directory());
            } catch (IOException failed) {
                throw fail(Damage.ofFile("deleting " + unfinished.directory() + " failed", failed));
            }
        }
    }

    @Override
    public CompletionStage<Void> defragment() {
        usable();
        Rebuild mine = new Rebuild(this);
        Rebuild running = rebuild.compareAndExchange(null, mine);
        if (running != null) {
            return running.stage();
        }
        if (!rebuildLane.offer(mine)) {
            rebuild.set(null);
            return CompletableFuture.failedFuture(new IllegalStateException("the lane for rebuilding is full"));
        }
        return mine.stage();
    }

    /** The rebuild's: its snapshot and, from the same moment on, the keys that change. */
    StorageSnapshot beginRebuild() {
        writer.lock();
        try {
            StorageSnapshot snapshot = usable().snapshot(Long.MAX_VALUE);
            changedKeys = new ChangedKeys();
            return snapshot;
        } finally {
            writer.unlock();
        }
    }

    /** The rebuild's: the keys that changed since it asked last. */
    ChangedKeys takeChangedKeys() {
        writer.lock();
        try {
            usable();
            ChangedKeys taken = changedKeys;
            changedKeys = new ChangedKeys();
            return taken;
        } finally {
            writer.unlock();
        }
    }

    /** The rebuild's last step: what is left to catch up with, and the switch, while the writer waits. */
    void finishRebuild(Rebuild finished, Generation next) {
        writer.lock();
        try {
            Generation old = usable();
            finished.requireWanted();
            if (changedKeys.isOverflown()) {
                throw new IllegalStateException("too much was written while the store was being rebuilt");
            }
            changedKeys.copy(old, next);
            next.commit(next.freeze());
            install(next);
        } catch (IOException failed) {
            throw fail(Damage.ofFile("switching to the rebuilt store failed", failed));
        } finally {
            writer.unlock();
        }
    }

    /** The rebuild's, whatever came of it. */
    void endRebuild(Rebuild ended) {
        writer.lock();
        try {
            changedKeys = null;
            rebuild.compareAndSet(ended, null);
        } finally {
            writer.unlock();
        }
    }

    private void stopRebuild() {
        Rebuild running = rebuild.get();
        if (running != null) {
            running.cancel();
        }
    }

    /** The present store, if the instance can be used. */
    Generation usable() {
        StorageException failed = failure.get();
        if (failed != null) {
            throw new StorageException(failed.getMessage(), failed);
        }
        if (closed) {
            throw new StorageException("the storage is closed", null);
        }
        return current;
    }

    private StorageException fail(StorageException cause) {
        failure.compareAndSet(null, cause);
        return cause;
    }

    @Override
    public StorageStats stats() {
        Generation generation = usable();
        return new StorageStats(generation.diskBytes(), generation.inUseBytes(), generation.pinnedBytes());
    }

    @Override
    public StorageLimits limits() {
        return new StorageLimits(VALUE_BYTES_MAX, true);
    }

    @Override
    public void close() {
        Rebuild running = rebuild.get();
        if (running != null) {
            running.cancel();
            running.awaitEnd();
        }
        writer.lock();
        try {
            if (closed) {
                return;
            }
            endCommit();
            closed = true;
            current.close();
        } catch (IOException failed) {
            throw new StorageException("closing failed: " + failed, failed);
        } finally {
            writer.unlock();
        }
    }
}
