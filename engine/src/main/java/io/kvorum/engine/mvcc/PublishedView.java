package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.List;

/** The key space at one published revision, for readers on any thread. */
final class PublishedView implements ReadView {
    private final MvccStore store;
    private final long revision;

    PublishedView(MvccStore store, long revision) {
        this.store = store;
        this.revision = revision;
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
        Selection selection = store.select(interval, at, descending, limit, Integer.MAX_VALUE);
        store.requireReadable(at);
        return selection;
    }

    @Override
    public PairState find(ByteString key) {
        PairState state = store.find(key, revision);
        store.requireReadable(revision);
        return state;
    }

    @Override
    public List<ByteString> rows(Selection selection) {
        List<ByteString> rows = store.rowReader().rows(selection, null);
        store.requireReadable(selection.revision());
        return MvccStore.present(rows);
    }

    @Override
    public List<ByteString> rowsWithoutValue(Selection selection) {
        List<ByteString> rows = store.rowReader().rowsWithoutValue(selection, null);
        store.requireReadable(selection.revision());
        return MvccStore.present(rows);
    }
}
