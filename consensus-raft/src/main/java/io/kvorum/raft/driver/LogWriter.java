package io.kvorum.raft.driver;

import io.kvorum.raft.core.HardState;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.SnapshotNote;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends, syncs and releases, on the wal lane. One sync serves everything that arrived while the one before ran. What is
 * durable is published as a sequence; the raft lane is woken up and looks.
 */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final int QUEUE_BATCHES = 64;
    private static final Duration FULL_RETRY = Duration.ofMillis(100);

    private final NodeRuntime runtime;
    private final Lane lane;
    private final WriteAheadLog log;
    private final LogIndex index;
    private final long catchUpEntries;
    private final RaftMetrics metrics;
    private final Signal signal;
    private final Signal raft;
    private final Mailbox<StoreBatch> queue = new Mailbox<>(QUEUE_BATCHES);
    /** Held while the lane works, so that {@code close} of another thread waits for it; never contended before. */
    private final ReentrantLock working = new ReentrantLock();

    private HardState hardState;
    private StoreBatch batch;
    private int batchPosition;
    private long batchLsn;
    private long unsyncedSequence;
    private boolean announced;
    private long overruledBefore;
    private boolean lacksSpace;
    private boolean retrying;
    private volatile boolean stopped;
    private volatile long durableSequence;
    private volatile long machineDurable;
    private volatile long heldFrom = Long.MAX_VALUE;
    private volatile long releasedIndex;

    LogWriter(
            NodeRuntime runtime,
            Lane lane,
            WriteAheadLog log,
            LogIndex index,
            HardState hardState,
            long catchUpEntries,
            RaftMetrics metrics,
            Signal raft) {
        this.runtime = runtime;
        this.lane = lane;
        this.log = log;
        this.index = index;
        this.hardState = hardState;
        this.catchUpEntries = catchUpEntries;
        this.metrics = metrics;
        this.raft = raft;
        this.releasedIndex = index.baseIndex();
        this.signal = lane.signal(this::work);
    }

    /** Whether another batch is taken; until then the raft lane merges. */
    boolean hasRoom() {
        return !queue.isFull();
    }

    /** Batches that wait. Any thread. */
    int waiting() {
        return queue.size();
    }

    /** Takes a batch; only the raft lane, and only if there is room. */
    void store(StoreBatch next) {
        if (!queue.offer(next)) {
            throw new IllegalStateException("more batches than the writer has room for");
        }
        signal.raise();
    }

    /** Everything up to this sequence is durable. Any thread. */
    long durableSequence() {
        return durableSequence;
    }

    /** Everything up to this index was given back. Any thread. */
    long releasedIndex() {
        return releasedIndex;
    }

    /** The machine holds everything up to here durably (CON-6). Any thread. */
    void machineIsDurable(long appliedIndex) {
        machineDurable = Math.max(machineDurable, appliedIndex);
        signal.raise();
    }

    /** Entries above this index stay, whatever else is said; {@link Long#MAX_VALUE} lets them go. Any thread. */
    void holdFrom(long index) {
        heldFrom = index;
        signal.raise();
    }

    /** Waits for what is being written and gives the log back. Any thread; may be repeated. */
    void close() {
        working.lock();
        try {
            stopped = true;
            log.close();
        } finally {
            working.unlock();
        }
    }

    private void work() {
        working.lock();
        try {
            if (!stopped) {
                workUnlessFull();
            }
        } finally {
            working.unlock();
        }
    }

    private void workUnlessFull() {
        try {
            try {
                appendWaiting();
            } catch (WalFullException full) {
                retryWhenSpaceComes(full);
            }
            syncAppended();
            release();
            noteSpace();
        } catch (WalFullException full) {
            retryWhenSpaceComes(full);
        } catch (WalFailedException failure) {
            stopped = true;
            runtime.halt("the write-ahead log failed; nothing after its last sync is acknowledged", failure);
        }
    }

    private void noteSpace() {
        if (lacksSpace && !retrying) {
            LOG.info("the write-ahead log has space again, what waited is written");
            lacksSpace = false;
        }
    }

    private void appendWaiting() {
        if (batch == null) {
            nextBatch();
        }
        while (batch != null) {
            appendRest();
            unsyncedSequence = batch.sequence();
            nextBatch();
        }
    }

    /**
     * Begins a batch, or goes on where lack of space has ended it: hard state, mark, entries, announcement.
     *
     * <p>A crash may leave the beginning of a batch. So no hard state calls an entry committed that stands after it: it
     * would mean the entry that was there before and is overruled. And a change of membership stands after a hard state
     * that calls the one before committed, as it must never be found without that.
     */
    private void appendRest() {
        long commit = batch.hardState().commit();
        if (batchPosition == 0) {
            long before = batch.entries().isEmpty()
                    ? commit
                    : Math.min(commit, batch.entries().get(0).index() - 1);
            batchLsn = appendHardState(before);
            batchPosition = 1;
        }
        if (batchPosition == 1) {
            if (batch.note().orElse(null) instanceof SnapshotNote.Installed installed) {
                beginAfter(installed.meta());
            }
            batchPosition = 2;
        }
        while (batchPosition < 2 + batch.entries().size()) {
            LogEntry entry = batch.entries().get(batchPosition - 2);
            if (entry.kind() == LogEntry.Kind.MEMBERSHIP) {
                appendCommit(Math.min(commit, entry.index() - 1));
            }
            long lsn = append(LogRecords.ENTRY, LogRecords.encodeHeader(entry), entry.payload());
            index.put(entry.index(), entry.term(), lsn);
            batchPosition++;
        }
        appendCommit(commit);
        if (batch.note().orElse(null) instanceof SnapshotNote.Announced announcement) {
            append(LogRecords.SNAPSHOT, SnapshotMetaCodec.encode(announcement.meta()), Bytes.EMPTY);
            announced = true;
        }
    }

    private void appendCommit(long commit) {
        if (commit > hardState.commit()) {
            appendHardState(commit);
        }
    }

    private long appendHardState(long commit) {
        HardState next =
                new HardState(batch.hardState().term(), batch.hardState().vote(), commit);
        long lsn = append(LogRecords.HARD_STATE, LogRecords.encode(next), Bytes.EMPTY);
        hardState = next;
        return lsn;
    }

    /** Nothing before this batch is needed any more, once it is durable. */
    private void beginAfter(SnapshotMeta snapshot) {
        append(LogRecords.MARK, LogRecords.encodeMark(snapshot.index(), snapshot.term()), Bytes.EMPTY);
        index.reset(snapshot.index(), snapshot.term());
        announced = false;
        overruledBefore = batchLsn;
    }

    private void nextBatch() {
        batch = queue.poll();
        batchPosition = 0;
    }

    private long append(byte type, Bytes head, Bytes payload) {
        metrics.logBytes.add(head.length() + payload.length());
        return payload.isEmpty() ? log.append(type, head) : log.append(type, head, payload);
    }

    private void syncAppended() {
        if (unsyncedSequence == durableSequence) {
            return;
        }
        long before = runtime.clock().nanoseconds();
        log.sync();
        metrics.syncSeconds.observe((runtime.clock().nanoseconds() - before) / 1e9);
        durableSequence = unsyncedSequence;
        raft.raise();
        if (!queue.isEmpty()) {
            signal.raise();
        }
    }

    /**
     * Keeps some entries behind what is durable in the machine, so that a slow follower needs no snapshot, and those that
     * follow a snapshot on its way. Releases nothing while the machine takes a snapshot over: the announcement of that must
     * stay.
     */
    private void release() {
        if (announced) {
            return;
        }
        if (overruledBefore != 0 && unsyncedSequence == durableSequence && batch == null) {
            log.releaseBefore(overruledBefore);
            overruledBefore = 0;
            releasedIndex = index.baseIndex();
        }
        long target = Math.min(Math.min(machineDurable - catchUpEntries, heldFrom), index.lastIndex());
        if (target <= index.baseIndex()) {
            return;
        }
        long term = index.terms().termAt(target);
        long stateLsn = append(LogRecords.HARD_STATE, LogRecords.encode(hardState), Bytes.EMPTY);
        append(LogRecords.MARK, LogRecords.encodeMark(target, term), Bytes.EMPTY);
        log.sync();
        log.releaseBefore(target == index.lastIndex() ? stateLsn : index.lsnOf(target + 1));
        index.releaseUpTo(target);
        releasedIndex = target;
        raft.raise();
    }

    /** A warning for the whole time without space, however often the log is tried meanwhile. */
    private void retryWhenSpaceComes(WalFullException full) {
        if (!lacksSpace) {
            LOG.warn("the write-ahead log has no space, writes wait until some comes back: {}", full.getMessage());
            lacksSpace = true;
        }
        if (!retrying) {
            retrying = true;
            runtime.schedule(lane, FULL_RETRY, () -> {
                retrying = false;
                work();
            });
        }
    }
}
