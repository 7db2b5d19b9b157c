package io.kvorum.storage.mapdb;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.StorageSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.StoreDirect;

/** One store of rows in a directory of its own: pages, tree by tree. The writer is one; readers come from any thread. */
final class Generation {
    /** What a deleted bulk row leaves behind for good: its slot in the index, and its share of leaves that run empty. */
    private static final int LEAKED_BYTES_PER_DELETE = 16;

    private final Path directory;
    private final PageStore pages;
    private final JournaledVolume volume;
    private final DB database;
    private final StoreDirect store;
    private volatile Tree[] trees = new Tree[0];
    private volatile long leaked;

    private Generation(Path directory, PageStore pages, boolean exists) {
        this.directory = directory;
        this.pages = pages;
        this.volume = new JournaledVolume(pages);
        this.database = DBMaker.volumeDB(volume, exists).make();
        this.store = (StoreDirect) database.getStore();
        this.leaked = pages.leaked();
    }

    /** Begins an empty store; nothing is durable before {@link #seal}. */
    static Generation create(StoreFiles files, Path directory, long journalBytesMax, long salt) throws IOException {
        files.delete(directory);
        files.createDirectory(directory);
        return new Generation(directory, PageStore.create(files, directory, journalBytesMax, salt), false);
    }

    /** Opens a store at its last commit. */
    static Generation open(StoreFiles files, Path directory, long journalBytesMax) throws IOException {
        PageStore pages = PageStore.open(files, directory, journalBytesMax);
        try {
            Generation generation = new Generation(directory, pages, true);
            for (String name : generation.database.getAllNames()) {
                generation.add(Tree.open(generation.database, Tree.fromStoredName(name)));
            }
            return generation;
        } catch (RuntimeException | Error failed) {
            pages.close();
            throw Damage.of("the head of " + directory.resolve(PageStore.DATA), failed);
        }
    }

    /** Makes the keyspaces that are missing. */
    void createMissing(List<Keyspace> keyspaces) {
        for (Keyspace keyspace : keyspaces) {
            Tree present = byName(keyspace.name());
            if (present == null) {
                add(Tree.createOrOpen(database, keyspace));
            } else if (!present.keyspace().equals(keyspace)) {
                throw new ComponentException("keyspace " + keyspace.name() + " in " + directory + " has the form "
                        + Tree.storedName(present.keyspace()) + " and not " + Tree.storedName(keyspace));
            }
        }
    }

    void add(Tree tree) {
        List<Tree> grown = new ArrayList<>(List.of(trees));
        grown.add(tree);
        trees = grown.toArray(Tree[]::new);
    }

    DB database() {
        return database;
    }

    Path directory() {
        return directory;
    }

    List<Keyspace> keyspaces() {
        List<Keyspace> keyspaces = new ArrayList<>();
        for (Tree tree : trees) {
            keyspaces.add(tree.keyspace());
        }
        return keyspaces;
    }

    Tree tree(Keyspace keyspace) {
        Tree[] present = trees;
        for (Tree tree : present) {
            if (tree.keyspace() == keyspace) {
                return tree;
            }
        }
        Tree found = byName(keyspace.name());
        if (found == null || !found.keyspace().equals(keyspace)) {
            throw new IllegalArgumentException("keyspace " + keyspace.name() + " was not declared");
        }
        return found;
    }

    private Tree byName(String name) {
        for (Tree tree : trees) {
            if (tree.keyspace().name().equals(name)) {
                return tree;
            }
        }
        return null;
    }

    /** The writer's: notes a deleted row for {@link #inUseBytes}. */
    void noteDeleted(Keyspace keyspace) {
        if (keyspace.size() == Keyspace.SizeClass.BULK) {
            leaked = leaked + LEAKED_BYTES_PER_DELETE;
        }
    }

    /** Bytes of pages that no commit has taken yet; the writer's. */
    long uncommittedBytes() {
        return (long) volume.dirtyPages() << Page.SHIFT;
    }

    /** Takes everything up to now for a commit. The writer's, between batches. */
    FrozenPages freeze() {
        store.commit();
        return volume.freeze(leaked);
    }

    /** The flush lane's, or the creator's. */
    void commit(FrozenPages frozen) throws IOException {
        pages.commit(frozen);
    }

    /** Writes out what is in memory, while the store is being made. */
    void spill() throws IOException {
        pages.commit(volume.freeze(leaked));
    }

    /** Makes a new store durable, and journalled from now on. */
    void seal(StoreFiles files) throws IOException {
        pages.commit(freeze());
        pages.checkpoint();
        files.syncDirectory(directory);
    }

    /** The rows as they are now. The writer's, between batches. */
    StorageSnapshot snapshot(long pinnedBytesMax) {
        store.commit();
        return new MapDbSnapshot(volume.pin(pinnedBytesMax), keyspaces(), inUseBytes());
    }

    long diskBytes() {
        return Math.max(pages.diskBytes(), store.getTotalSize());
    }

    long inUseBytes() {
        return Math.max(0, store.getTotalSize() - store.getFreeSize() - leaked);
    }

    long pinnedBytes() {
        return pages.pinnedBytes();
    }

    /** Gives the files back. Rows can be read still: they are mapped or in memory. */
    void close() throws IOException {
        volume.close();
        pages.close();
    }
}
