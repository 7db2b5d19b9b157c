package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.mapdb.DB;
import org.mapdb.DBMaker;

/** A pinned state as rows. The first reader opens it, so that taking it costs the writer nothing. */
final class MapDbSnapshot implements StorageSnapshot {
    private final Pin pin;
    private final List<Keyspace> keyspaces;
    private final long approximateBytes;

    /** Guarded by this. */
    private List<Tree> trees;

    MapDbSnapshot(Pin pin, List<Keyspace> keyspaces, long approximateBytes) {
        this.pin = pin;
        this.keyspaces = keyspaces;
        this.approximateBytes = approximateBytes;
    }

    @Override
    public Bytes get(Keyspace keyspace, Bytes key) {
        pin.requireWhole();
        try {
            Bytes value = tree(keyspace).get(key);
            pin.requireWhole();
            return value;
        } catch (IllegalArgumentException notDeclared) {
            throw notDeclared;
        } catch (RuntimeException | Error failed) {
            pin.requireWhole();
            throw Damage.of("snapshot row " + key + " of keyspace " + keyspace.name(), failed);
        }
    }

    @Override
    public RowCursor scan(Keyspace keyspace, KeyRange range, boolean descending, int limit) {
        pin.requireWhole();
        try {
            return tree(keyspace).scan(range, descending, limit, pin::requireWhole);
        } catch (IllegalArgumentException notDeclared) {
            throw notDeclared;
        } catch (RuntimeException | Error failed) {
            pin.requireWhole();
            throw Damage.of("the snapshot's rows from " + range.from() + " of keyspace " + keyspace.name(), failed);
        }
    }

    private Tree tree(Keyspace keyspace) {
        for (Tree tree : openTrees()) {
            if (tree.keyspace().equals(keyspace)) {
                return tree;
            }
        }
        throw new IllegalArgumentException("keyspace " + keyspace.name() + " was not declared");
    }

    private synchronized List<Tree> openTrees() {
        if (trees == null) {
            DB database =
                    DBMaker.volumeDB(new PinnedVolume(pin), true).readOnly().make();
            List<Tree> opened = new ArrayList<>();
            for (Keyspace keyspace : keyspaces) {
                opened.add(Tree.open(database, keyspace));
            }
            trees = List.copyOf(opened);
        }
        return trees;
    }

    @Override
    public long approximateBytes() {
        return approximateBytes;
    }

    @Override
    public void close() {
        pin.close();
    }
}
