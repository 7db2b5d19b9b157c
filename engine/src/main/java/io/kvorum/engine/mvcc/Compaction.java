package io.kvorum.engine.mvcc;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * The removal of old revisions from index and storage, in steps (R102-R105). The index says what is to be removed, and
 * holds exactly the revisions that the storage holds. Apply lane, but where said otherwise.
 */
final class Compaction {
    private static final Bytes SCHEDULED = Bytes.utf8("mvcc.compactScheduled");
    private static final Bytes FINISHED = Bytes.utf8("mvcc.compactFinished");
    private static final long NEVER = -1;

    /** A compaction whose hash has not been computed (R314). */
    record Point(long revision, long previous) {}

    private final KeyIndex index;
    private final List<Point> unhashed = new ArrayList<>();
    private long scheduled = NEVER;
    private boolean undrained;
    private volatile long finished = NEVER;

    /** Which compaction revision the present pass over the index is for. */
    private long pass = NEVER;

    /** Where the pass goes on; null for the first key. */
    private byte[] position;

    Compaction(KeyIndex index) {
        this.index = index;
    }

    /** Reads what was decided before; returns the compaction revision. */
    long restore(StorageBackend backend) {
        scheduled = stored(backend, SCHEDULED);
        finished = stored(backend, FINISHED);
        pass = NEVER;
        position = null;
        undrained = false;
        takeUnhashed();
        return scheduled;
    }

    private static long stored(StorageBackend backend, Bytes name) {
        Bytes value = backend.get(MvccStore.META, name);
        return value == null ? NEVER : RevisionBytes.number(value);
    }

    void schedule(long revision, long previous) {
        scheduled = revision;
        undrained = true;
        synchronized (unhashed) {
            unhashed.add(new Point(revision, previous));
        }
    }

    void drainInto(WriteBatch batch) {
        if (undrained) {
            batch.put(MvccStore.META, SCHEDULED, RevisionBytes.ofNumber(scheduled));
            undrained = false;
        }
    }

    boolean isPending() {
        return finished < scheduled;
    }

    /** Any thread. */
    long finished() {
        return finished;
    }

    /** Takes the compactions whose hash nobody has computed. Any thread. */
    List<Point> takeUnhashed() {
        synchronized (unhashed) {
            List<Point> points = List.copyOf(unhashed);
            unhashed.clear();
            return points;
        }
    }

    /**
     * Removes some revisions.
     *
     * @param published compaction revision that readers know
     * @return number of revisions removed
     */
    int step(WriteBatch batch, long published, int revisionsMax) {
        if (finished >= published) {
            return 0;
        }
        if (pass == NEVER) {
            pass = published;
            position = null;
        }
        IndexCompactor compactor = new IndexCompactor(
                pass, revisionsMax, (main, sub) -> batch.delete(MvccStore.ROWS, RevisionBytes.of(main, sub)));
        position = index.compact(position, compactor);
        if (position == null) {
            batch.put(MvccStore.META, FINISHED, RevisionBytes.ofNumber(pass));
            finished = pass;
            pass = NEVER;
        }
        return compactor.removed();
    }
}
