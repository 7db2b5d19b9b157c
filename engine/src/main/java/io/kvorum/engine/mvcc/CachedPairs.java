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

    CachedPairs(MvccStore store, long revision, int rowsMax) {
        this.store = store;
        this.revision = revision;
        this.rowsMax = rowsMax;
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
    public Selection select(KeyInterval interval, long atRevision, boolean descending, long limit) {
        long at = MvccStore.checkedRevision(atRevision, revision, compactRevision());
        Selection selection = store.select(interval, at, descending, Math.min(limit, rowsMax + 1L), LEAVES_MAX);
        store.requireReadable(at);
        return selection == null || selection.size() > rowsMax ? null : selection;
    }

    @Override
    public List<ByteString> rows(Selection selection) {
        List<ByteString> rows = store.rowReader().cached(selection);
        store.requireReadable(selection.revision());
        return rows;
    }

    @Override
    public List<ByteString> rowsWithoutValue(Selection selection) {
        List<ByteString> rows = store.rowReader().cachedWithoutValue(selection);
        store.requireReadable(selection.revision());
        return rows;
    }
}
