package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Rows;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.storage.Keyspace;
import io.kvorum.spi.storage.Keyspace.KeyShape;
import io.kvorum.spi.storage.Keyspace.SizeClass;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageException;
import io.kvorum.spi.storage.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The key space with its history: every change is a row under its revision, and an index in memory tells which revisions
 * each key has.
 *
 * <p>Writer: the apply lane. For each drained list of commands it calls {@link #begin} … {@link WriteTransaction#end} per
 * command, then {@link #drainInto}, applies the batch to the storage, then {@link #publish}. {@link #compact} and
 * {@link #compactStep} are calls of the same lane.
 *
 * <p>Readers: any thread, through {@link #view()} or {@link History}. They see published revisions only.
 */
public final class MvccStore implements History {
    /** The rows of the history: {@code mvccpb.KeyValue} in wire form under its revision (R311). */
    public static final Keyspace ROWS = new Keyspace("key", KeyShape.fixed(RevisionBytes.LENGTH), SizeClass.BULK);

    /** Small facts of the whole engine; names that begin with {@code mvcc.} are this store's. */
    public static final Keyspace META = new Keyspace("meta", KeyShape.upTo(64), SizeClass.SMALL);

    private static final long NEVER_COMPACTED = -1;
    private static final long FIRST_REVISION = 1;

    private final StorageBackend backend;
    private final ContentEpoch epoch = new ContentEpoch();
    private final KeyIndex index = new KeyIndex();
    private final PendingRows pending = new PendingRows();
    private final RowCache written;
    private final FetchedRows fetched;
    private final RowReader rowReader;
    private final MvccMetrics metrics;
    private final Compaction compaction;
    private final KeyHasher hasher;
    private final HistoryReader historyReader;

    private volatile long published = FIRST_REVISION;
    private volatile long publishedCompactRevision = NEVER_COMPACTED;

    // The writer's own numbers, ahead of the published ones until publish().
    private long current = FIRST_REVISION;
    private long compactRevision = NEVER_COMPACTED;
    private boolean inTransaction;

    /**
     * Makes a store that knows nothing yet; call {@link #restore} before anything else.
     *
     * @param rowCacheBytes room for cached rows; 0 for none
     */
    public MvccStore(StorageBackend backend, Metrics metrics, long rowCacheBytes) {
        this.backend = backend;
        this.written = new RowCache(rowCacheBytes / 2);
        this.fetched = new FetchedRows(rowCacheBytes / 2);
        this.rowReader = new RowReader(backend, written, fetched);
        this.metrics = new MvccMetrics(metrics, this);
        this.compaction = new Compaction(index);
        this.hasher = new KeyHasher(this, backend, index);
        this.historyReader = new HistoryReader(this, backend);
    }

    /** The keyspaces that the storage must be opened with. */
    public static List<Keyspace> keyspaces() {
        return List.of(ROWS, META);
    }

    /**
     * Takes over what was derived from the rows that the storage holds now (R105, R136). Before any other call, and again
     * after the storage got other content.
     *
     * @param history of all those rows; belongs to the store from now on
     */
    public void restore(RestoredHistory history, AttachmentVisitor attachments) {
        index.takeOver(history.index());
        pending.clear();
        written.clear();
        fetched.clear();
        compactRevision = compaction.restore(backend);
        current = Math.max(Math.max(FIRST_REVISION, compactRevision), history.newest());
        history.leases().forEach(attachments::attached);
        published = current;
        publishedCompactRevision = compactRevision;
    }

    /**
     * Other rows are about to take the place of all present ones: readers wait or start over until {@link #endReplacement}.
     * Apply lane.
     */
    public void beginReplacement() {
        epoch.beginReplacement();
    }

    /** The rows are there and {@link #restore} has been called, or neither came about. Apply lane; may be repeated. */
    public void endReplacement() {
        epoch.endReplacement();
    }

    /** Begins the changes of one command; one at a time. Apply lane. */
    public WriteTransaction begin() {
        if (inTransaction) {
            throw new IllegalStateException("the transaction of revision " + (current + 1) + " has not ended");
        }
        inTransaction = true;
        return new WriteTransaction(this, current + 1);
    }

    /** Adds all rows that are not yet in a batch. Apply lane. */
    public void drainInto(WriteBatch batch) {
        pending.drainInto(batch);
        compaction.drainInto(batch);
    }

    /** Shows all that was drained to the readers; the batch has been applied. Apply lane. */
    public void publish() {
        if (inTransaction || !pending.isDrained()) {
            throw new IllegalStateException("rows up to revision " + current + " are not in the storage");
        }
        pending.clear();
        published = current;
        publishedCompactRevision = compactRevision;
    }

    /** The newest revision, published or not. Apply lane. */
    public long currentRevision() {
        return current;
    }

    /** The key space as of the newest published revision. Any thread but the apply lane's; may block as any read. */
    public ReadView view() {
        long since = epoch.await();
        return new PublishedView(this, published, since);
    }

    /**
     * The same, but it gives up where it would have to touch the storage, to fetch more than {@code rowsMax} rows or to
     * walk over a large part of the index: {@code select} or {@code rows} return null then. For event loops.
     */
    public PairSource cachedPairs(int rowsMax) {
        long since = epoch.now();
        return new CachedPairs(this, published, rowsMax, since);
    }

    /** Counts a transaction for the measurements. Any thread. */
    public void countTransaction() {
        metrics.transaction();
    }

    @Override
    public long publishedRevision() {
        return published;
    }

    @Override
    public long compactRevision() {
        return publishedCompactRevision;
    }

    @Override
    public List<RevisionChanges> changesSince(long fromRevision, int revisionsMax, int changesMax) {
        return historyReader.changesSince(fromRevision, revisionsMax, changesMax);
    }

    @Override
    public ByteString rowAt(ByteString key, long revision) {
        return historyReader.rowAt(key, revision);
    }

    /**
     * Sets the compaction revision (R100, R101); the removal of what lies below follows by {@link #compactStep}. Shown to
     * readers by the next {@link #publish}. Apply lane.
     *
     * @throws KvorumException FUTURE_REVISION or COMPACTED, without effect
     */
    public void compact(long revision) {
        if (revision > current) {
            throw new KvorumException(ErrorCode.FUTURE_REVISION);
        }
        if (revision <= compactRevision) {
            throw new KvorumException(ErrorCode.COMPACTED);
        }
        compaction.schedule(revision, compactRevision);
        compactRevision = revision;
    }

    /** Whether rows below the compaction revision are still to be removed. Apply lane. */
    public boolean isCompactionPending() {
        return compaction.isPending();
    }

    /** Up to which compaction revision the removal is finished; -1 for none. Any thread. */
    public long finishedCompactRevision() {
        return compaction.finished();
    }

    /**
     * Removes some of what lies below the published compaction revision: adds deletions to the batch, which the caller
     * applies before the next call. Apply lane, with nothing undrained.
     *
     * @param revisionsMax revisions to remove at most
     * @return whether more is left
     */
    public boolean compactStep(WriteBatch batch, int revisionsMax) {
        int removed = compaction.step(batch, publishedCompactRevision, revisionsMax);
        metrics.compacted(removed);
        return compaction.isPending();
    }

    /**
     * Computes and remembers the hashes of compactions whose removal has not begun (R314); for exact answers of
     * {@link #hash} call it between {@link #publish} and the first {@link #compactStep}. Blocks for the disk; any thread,
     * one at a time.
     */
    public void rememberCompactionHashes() {
        hasher.remember(compaction);
    }

    /**
     * The hash over the history up to a revision (R310-R314). Blocks for the disk. Any thread.
     *
     * @param revision 0 for the newest published one
     * @throws KvorumException FUTURE_REVISION or COMPACTED
     */
    public KeyHash hash(long revision) {
        return hasher.hash(revision);
    }

    /** Fetches rows for readers. */
    RowReader rowReader() {
        return rowReader;
    }

    PendingRows pending() {
        return pending;
    }

    KeyIndex index() {
        return index;
    }

    MvccMetrics metrics() {
        return metrics;
    }

    long writerCompactRevision() {
        return compactRevision;
    }

    void noteRow(long main, int sub, byte[] row, ByteString view) {
        pending.add(main, sub, row, view);
        written.put(main, sub, view);
    }

    void notePut() {
        metrics.put();
    }

    void noteDelete() {
        metrics.delete();
    }

    RevisionChanges end(long newRevision, List<Change> changes) {
        inTransaction = false;
        if (changes.isEmpty()) {
            return null;
        }
        current = newRevision;
        return new RevisionChanges(newRevision, List.copyOf(changes));
    }

    /** Finds pairs; null if more than {@code leavesMax} leaves would have to be looked at. */
    Selection select(KeyInterval interval, long revision, boolean descending, long limit, int leavesMax) {
        metrics.range();
        if (interval.isSingle()) {
            Selection selection = new Selection(revision, Math.min(limit, 1), 1);
            index.visitKey(interval.from(), selection);
            return selection;
        }
        Selection selection = new Selection(revision, limit, leavesMax);
        if (descending) {
            index.descend(interval.from(), interval.to(), selection::descending);
        } else {
            index.ascend(interval.from(), interval.to(), selection::ascending);
        }
        return selection.isAborted() ? null : selection;
    }

    /**
     * The pair of a key as of a revision, or null. May block for the disk if the key was changed since.
     *
     * @param since the reader's epoch
     */
    PairState find(ByteString key, long revision, long since) {
        byte[] bytes = key.toByteArray();
        IndexLeaf leaf = index.leafOf(bytes);
        int slot = leaf.search(bytes);
        FoundRevision found = new FoundRevision();
        if (slot < 0 || !leaf.find(slot, revision, found)) {
            return null;
        }
        if (found.version != 0) {
            return new PairState(found.main, found.sub, found.createRevision, found.version);
        }
        ByteString row = rowReader.row(found.main, found.sub);
        requireReadable(revision, since);
        present(row);
        return new PairState(found.main, found.sub, Rows.createRevision(row), Rows.version(row));
    }

    List<ByteString> keys(KeyInterval interval) {
        List<ByteString> keys = new ArrayList<>();
        index.ascend(interval.from(), interval.to(), (leaf, order, from, to) -> {
            for (int i = from; i < to; i++) {
                if (!leaf.deleted(order[i])) {
                    keys.add(leaf.keyBytes(order[i]));
                }
            }
            return true;
        });
        return keys;
    }

    ContentEpoch epoch() {
        return epoch;
    }

    /**
     * A reader that read at {@code revision} may use what it got: it was neither compacted nor replaced meanwhile. After a
     * replacement the reader also gets COMPACTED, and finds out by {@link PairSource#isReplaced} that it must start over.
     *
     * @param since the reader's epoch
     */
    void requireReadable(long revision, long since) {
        if (revision < publishedCompactRevision || !epoch.holds(since)) {
            throw new KvorumException(ErrorCode.COMPACTED);
        }
    }

    /** Reads from the storage, whose cursors may fail while all rows are replaced. */
    <T> T readable(long revision, long since, Supplier<T> read) {
        T result;
        try {
            result = read.get();
        } catch (StorageException failure) {
            if (epoch.holds(since)) {
                throw failure;
            }
            throw new KvorumException(ErrorCode.COMPACTED);
        }
        requireReadable(revision, since);
        return result;
    }

    /** The revision that a request means (R33). */
    static long checkedRevision(long revision, long current, long compactRevision) {
        if (revision <= 0) {
            return current;
        }
        if (revision > current) {
            throw new KvorumException(ErrorCode.FUTURE_REVISION);
        }
        if (revision < compactRevision) {
            throw new KvorumException(ErrorCode.COMPACTED);
        }
        return revision;
    }

    /** Rows that must exist, as they were not compacted. */
    static <T> T present(T rows) {
        if (rows == null) {
            throw new IllegalStateException("a row that the index names is not in the storage");
        }
        return rows;
    }
}
