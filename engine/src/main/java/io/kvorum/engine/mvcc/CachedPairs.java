package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.List;

/** The key space at one published revision, as far as it can be had at once. See {@link MvccStore#cachedPairs}. */
final class CachedPairs implements PairSource {
    /** A walk over so many leaves takes some ten microseconds. */
    private static final int LEAVES_MAX = 128;

    private final MvccStore store;
    private final long revision;
    private final int rowsMax;
    private final long since;

    /** @param since the epoch, seen before the revision */
    CachedPairs(MvccStore store, long revision, int rowsMax, long since) {
        this.store = store;
        this.revision = revision;
        this.rowsMax = rowsMax;
        this.since = since;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public long compactRevision() {
        return store.compactRevision();
    }

    @Override
    public boolean isReplaced() {
        return !store.epoch().holds(since);
    }

    @Override
    public Selection select(KeyInterval interval, long atRevision, boolean descending, long limit) {
        if (isReplaced()) {
            return null;
        }
        long at = MvccStore.checkedRevision(atRevision, revision, compactRevision());
        Selection selection = store.select(interval, at, descending, Math.min(limit, rowsMax + 1L), LEAVES_MAX);
        if (isReplaced() || selection == null || selection.size() > rowsMax) {
            return null;
        }
        store.requireReadable(at, since);
        return selection;
    }

    @Override
    public List<ByteString> rows(Selection selection) {
        List<ByteString> rows = store.rowReader().cached(selection);
        return isReadable(selection) ? rows : null;
    }

    @Override
    public List<ByteString> rowsWithoutValue(Selection selection) {
        List<ByteString> rows = store.rowReader().cachedWithoutValue(selection);
        return isReadable(selection) ? rows : null;
    }

    /** What was read while all rows were replaced is given up: the caller must not wait for the end of that. */
    private boolean isReadable(Selection selection) {
        if (isReplaced()) {
            return false;
        }
        store.requireReadable(selection.revision(), since);
        return true;
    }
}
