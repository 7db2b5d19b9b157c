package io.kvorum.engine.watch;

import io.kvorum.engine.mvcc.Change;
import io.kvorum.engine.mvcc.RevisionChanges;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Published revisions on their way from the apply lane to the watch lane.
 *
 * <p>Bounded by the bytes of rows. What does not fit is dropped and marked: the watch lane then takes from history what
 * never came here.
 */
final class PublishedQueue {
    /** What a change costs besides its bytes, roughly. */
    private static final int CHANGE_BYTES = 64;

    private final long bytesMax;
    private final ConcurrentLinkedQueue<Batch> batches = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean dropped;

    PublishedQueue(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Apply lane. */
    void offer(List<RevisionChanges> revisions) {
        long batchBytes = 0;
        int batchChanges = 0;
        for (int i = 0; i < revisions.size(); i++) {
            List<Change> ofRevision = revisions.get(i).changes();
            batchChanges += ofRevision.size();
            for (int j = 0; j < ofRevision.size(); j++) {
                Change change = ofRevision.get(j);
                batchBytes += CHANGE_BYTES + (change.isDeletion() ? change.key() : change.row()).size();
            }
        }
        long waiting = bytes.get();
        if (waiting != 0 && waiting + batchBytes > bytesMax) {
            dropped = true;
            return;
        }
        bytes.addAndGet(batchBytes);
        changes.addAndGet(batchChanges);
        batches.add(new Batch(revisions, batchBytes, batchChanges));
    }

    /** Watch lane: the next batch, or null. */
    List<RevisionChanges> poll() {
        Batch batch = batches.poll();
        if (batch == null) {
            return null;
        }
        bytes.addAndGet(-batch.bytes);
        changes.addAndGet(-batch.changes);
        return batch.revisions;
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** Watch lane: whether something was dropped since the last call. */
    boolean takeDropMark() {
        boolean mark = dropped;
        if (mark) {
            dropped = false;
        }
        return mark;
    }

    /** Changes that wait; any thread. */
    long changes() {
        return changes.get();
    }

    private record Batch(List<RevisionChanges> revisions, long bytes, int changes) {}
}
