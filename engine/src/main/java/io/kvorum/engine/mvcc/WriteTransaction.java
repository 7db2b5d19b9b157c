package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.api.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of one command, which all carry the same revision (R2). Its reads see its own earlier changes and those of
 * every earlier command. There is no way back: what can fail is checked before the first change. Apply lane only; ends
 * with {@link #end()}.
 */
public final class WriteTransaction implements ReadView {
    private final MvccStore store;
    private final long newRevision;
    private final List<Change> changes = new ArrayList<>(2);
    private final IndexEntry before = new IndexEntry();
    private boolean ended;

    WriteTransaction(MvccStore store, long newRevision) {
        this.store = store;
        this.newRevision = newRevision;
    }

    /** Whether anything was changed so far. */
    public boolean changed() {
        return !changes.isEmpty();
    }

    /** The revision of this transaction's changes if there are any, else the one before it (R3, R20d). */
    @Override
    public long revision() {
        return changes.isEmpty() ? newRevision - 1 : newRevision;
    }

    @Override
    public long compactRevision() {
        return store.writerCompactRevision();
    }

    @Override
    public boolean isReplaced() {
        // The writer itself replaces rows, between transactions.
        return false;
    }

    @Override
    public Selection select(KeyInterval interval, long revision, boolean descending, long limit) {
        long at = MvccStore.checkedRevision(revision, revision(), compactRevision());
        return store.select(interval, at, descending, limit, Integer.MAX_VALUE);
    }

    @Override
    public PairState find(ByteString key) {
        return store.find(key, Long.MAX_VALUE, store.epoch().now());
    }

    @Override
    public List<ByteString> rows(Selection selection) {
        return MvccStore.present(store.rowReader().rows(selection, store.pending()));
    }

    @Override
    public List<ByteString> rowsWithoutValue(Selection selection) {
        return MvccStore.present(store.rowReader().rowsWithoutValue(selection, store.pending()));
    }

    /** The newest pair of a key in wire form, or null if the key does not exist. May block for the disk. */
    public ByteString row(ByteString key) {
        Selection selection = select(KeyInterval.single(key), 0, false, 1);
        return selection.size() == 0 ? null : rows(selection).get(0);
    }

    /**
     * Stores a pair (R4, R5).
     *
     * @param lease 0 for none
     * @return the new pair in wire form
     */
    public ByteString put(ByteString key, ByteString value, long lease) {
        requireOpen();
        int sub = changes.size();
        store.index().put(key.toByteArray(), newRevision, sub, before);
        boolean created = before.version == 0;
        long createRevision = created ? newRevision : before.createRevision;
        byte[] row = Rows.encode(key, createRevision, newRevision, before.version + 1, value, lease);
        ByteString view = UnsafeByteOperations.unsafeWrap(row);
        store.noteRow(newRevision, sub, row, view);
        store.notePut();
        changes.add(new Change(key, view, created));
        return view;
    }

    /** Removes a key; returns whether it existed. */
    public boolean delete(ByteString key) {
        requireOpen();
        int sub = changes.size();
        store.index().delete(key.toByteArray(), newRevision, sub, before);
        if (before.version == 0) {
            return false;
        }
        byte[] row = Rows.encodeTombstone(key);
        store.noteRow(newRevision, sub, row, UnsafeByteOperations.unsafeWrap(row));
        store.noteDelete();
        changes.add(new Change(key, null, false));
        return true;
    }

    /** The keys of an interval that exist now, ascending. Does not block. */
    public List<ByteString> keys(KeyInterval interval) {
        return store.keys(interval);
    }

    /** Ends the transaction; returns what it changed, or null for nothing (R3). */
    public RevisionChanges end() {
        requireOpen();
        ended = true;
        return store.end(newRevision, changes);
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the transaction of revision " + newRevision + " has ended");
        }
    }
}
