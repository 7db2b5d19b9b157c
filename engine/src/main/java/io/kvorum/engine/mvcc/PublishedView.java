package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.List;

/** The key space at one published revision, for readers on any thread. */
final class PublishedView implements ReadView {
    private final MvccStore store;
    private final long revision;
    private final long since;

    /** @param since the epoch, seen before the revision */
    PublishedView(MvccStore store, long revision, long since) {
        this.store = store;
        this.revision = revision;
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
        long at = MvccStore.checkedRevision(atRevision, revision, compactRevision());
        return store.readable(at, since, () -> store.select(interval, at, descending, limit, Integer.MAX_VALUE));
    }

    @Override
    public PairState find(ByteString key) {
        return store.readable(revision, since, () -> store.find(key, revision, since));
    }

    @Override
    public List<ByteString> rows(Selection selection) {
        return MvccStore.present(store.readable(
                selection.revision(), since, () -> store.rowReader().rows(selection, null)));
    }

    @Override
    public List<ByteString> rowsWithoutValue(Selection selection) {
        return MvccStore.present(store.readable(
                selection.revision(), since, () -> store.rowReader().rowsWithoutValue(selection, null)));
    }
}
