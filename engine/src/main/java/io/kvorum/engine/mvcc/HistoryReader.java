package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Rows;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.KeyRange;
import io.kvorum.spi.storage.RowCursor;
import io.kvorum.spi.storage.StorageBackend;
import java.util.ArrayList;
import java.util.List;

/** Reads what was changed when, out of the storage. Any thread. */
final class HistoryReader {
    private final MvccStore store;
    private final StorageBackend backend;

    HistoryReader(MvccStore store, StorageBackend backend) {
        this.store = store;
        this.backend = backend;
    }

    List<RevisionChanges> changesSince(long fromRevision, int revisionsMax, int changesMax) {
        while (true) {
            long since = store.epoch().await();
            try {
                store.requireReadable(fromRevision, since);
                return store.readable(fromRevision, since, () -> read(fromRevision, revisionsMax, changesMax));
            } catch (KvorumException failure) {
                if (store.epoch().holds(since)) {
                    throw failure;
                }
            }
        }
    }

    private List<RevisionChanges> read(long fromRevision, int revisionsMax, int changesMax) {
        long published = store.publishedRevision();
        List<RevisionChanges> revisions = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        int changeCount = 0;
        long open = 0;
        KeyRange range =
                new KeyRange(RevisionBytes.of(Math.max(fromRevision, 0), 0), RevisionBytes.of(published + 1, 0));
        try (RowCursor cursor = backend.scan(MvccStore.ROWS, range, false, Integer.MAX_VALUE)) {
            while (cursor.next()) {
                Bytes key = cursor.key();
                long main = RevisionBytes.main(key);
                if (main != open && !changes.isEmpty()) {
                    revisions.add(new RevisionChanges(open, List.copyOf(changes)));
                    changes.clear();
                    if (revisions.size() >= revisionsMax || changeCount >= changesMax) {
                        break;
                    }
                }
                open = main;
                changes.add(change(RowReader.view(cursor.value())));
                changeCount++;
            }
        }
        if (!changes.isEmpty()) {
            revisions.add(new RevisionChanges(open, List.copyOf(changes)));
        }
        return revisions;
    }

    private static Change change(ByteString row) {
        ByteString key = Rows.key(row);
        return Rows.isTombstone(row) ? new Change(key, null, false) : new Change(key, row, Rows.version(row) == 1);
    }

    ByteString rowAt(ByteString key, long revision) {
        if (revision <= 0 || revision > store.publishedRevision()) {
            return null;
        }
        while (true) {
            ReadView view = store.view();
            try {
                Selection selection = view.select(KeyInterval.single(key), revision, false, 1);
                return selection.size() == 0 ? null : view.rows(selection).get(0);
            } catch (KvorumException failure) {
                if (view.isReplaced()) {
                    continue;
                }
                if (failure.is(ErrorCode.COMPACTED)) {
                    return null;
                }
                throw failure;
            }
        }
    }
}
