package io.kvorum.engine.watch;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.engine.mvcc.Change;
import io.kvorum.engine.mvcc.History;
import io.kvorum.engine.mvcc.RevisionChanges;
import java.util.Collection;
import java.util.List;

/**
 * One bounded walk through history for several groups at once: over at most {@value #WINDOW} revisions, until each group
 * has an answer full of events, or the bytes read reach their bound. Runs once, on the lane for catching up, or on the
 * watch lane when it is short.
 */
final class CatchUpRead {
    /** Revisions of one walk at most. */
    static final int WINDOW = 10_000;

    private static final int CHUNK_REVISIONS = 1_000;
    private static final int CHUNK_CHANGES_MIN = 64;
    private static final int CHUNK_CHANGES_MAX = 8_192;

    private final History history;
    private final Collection<CatchUpGroup> groups;
    private final WatchLimits limits;
    private long published;
    private long bytes;
    private int chunkChanges = CHUNK_CHANGES_MIN;

    CatchUpRead(History history, Collection<CatchUpGroup> groups, WatchLimits limits) {
        this.history = history;
        this.groups = groups;
        this.limits = limits;
    }

    Collection<CatchUpGroup> groups() {
        return groups;
    }

    /**
     * The header revision of a group's answer: the store's when the walk began, which later answers never go below, or
     * the last one in the answer if that is newer (R181).
     */
    long headerRevision(CatchUpGroup group) {
        return Math.max(published, group.through());
    }

    void run() {
        published = history.publishedRevision();
        long cursor = start();
        long end = Math.min(cursor + WINDOW - 1, published);
        while (cursor <= end && bytes < limits.catchUpBytesMax() && anyOpen()) {
            cursor = readChunk(cursor, end);
        }
        for (CatchUpGroup group : groups) {
            if (group.isOpen()) {
                group.close(cursor - 1);
            }
        }
    }

    /** Drops the groups that history cannot serve, and finds the first revision of the others. */
    private long start() {
        long compaction = history.compactRevision();
        long first = Long.MAX_VALUE - WINDOW;
        for (CatchUpGroup group : groups) {
            if (group.next() < compaction) {
                group.fellBehind(compaction);
            } else {
                first = Math.min(first, group.next());
            }
        }
        return first;
    }

    private boolean anyOpen() {
        for (CatchUpGroup group : groups) {
            if (group.isOpen()) {
                return true;
            }
        }
        return false;
    }

    /** Returns where to go on. */
    private long readChunk(long cursor, long end) {
        List<RevisionChanges> chunk;
        try {
            int revisions = (int) Math.min(CHUNK_REVISIONS, end - cursor + 1);
            chunk = history.changesSince(cursor, revisions, chunkChanges);
        } catch (KvorumException failure) {
            if (failure.code().orElse(null) != ErrorCode.COMPACTED) {
                throw failure;
            }
            return stopAt(cursor, end);
        }
        if (chunk.isEmpty()) {
            return end + 1;
        }
        long before = bytes;
        long next = cursor;
        for (int i = 0; i < chunk.size() && next <= end; i++) {
            collect(chunk.get(i));
            next = chunk.get(i).revision() + 1;
        }
        // The first chunk is small, because its rows may be large.
        if (bytes - before < limits.catchUpBytesMax() / 8) {
            chunkChanges = Math.min(chunkChanges * 4, CHUNK_CHANGES_MAX);
        }
        return next;
    }

    /** A compaction overtook the walk: what was read holds; who has read nothing falls behind now or in the next walk. */
    private long stopAt(long cursor, long end) {
        long compaction = history.compactRevision();
        for (CatchUpGroup group : groups) {
            if (group.isOpen()) {
                if (group.next() >= cursor && group.next() < compaction) {
                    group.fellBehind(compaction);
                } else {
                    group.close(cursor - 1);
                }
            }
        }
        return end + 1;
    }

    private void collect(RevisionChanges changes) {
        RevisionEncoder encoder = new RevisionEncoder(changes, history);
        for (CatchUpGroup group : groups) {
            if (group.isOpen() && group.next() <= changes.revision()) {
                group.collect(encoder, limits.fragmentBytes());
            }
        }
        for (Change change : changes.changes()) {
            ByteString row = change.row();
            bytes += change.key().size() + (row == null ? 0 : row.size());
        }
    }
}
