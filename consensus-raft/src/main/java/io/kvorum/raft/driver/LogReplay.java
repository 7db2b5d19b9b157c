package io.kvorum.raft.driver;

import io.kvorum.raft.core.HardState;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.RecoveredState;
import io.kvorum.raft.core.TermRuns;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalCorruptionException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the log at start. A later record for an index overrules the earlier one and everything after it; the last hard
 * state counts. Entries that the machine has applied already are not kept in memory.
 */
final class LogReplay implements RecordVisitor {
    private final AppliedState applied;
    private final LogIndex index = new LogIndex();
    private final List<LogEntry> entries = new ArrayList<>();
    private HardState hardState = HardState.NONE;
    private Optional<SnapshotMeta> announced = Optional.empty();
    private boolean entrySeen;
    private boolean baseKnown = true;

    LogReplay(AppliedState applied) {
        this.applied = applied;
    }

    @Override
    public void record(long lsn, byte type, ByteBuffer payload) {
        switch (type) {
            case LogRecords.HARD_STATE -> hardState = LogRecords.decodeHardState(payload);
            case LogRecords.ENTRY -> entry(lsn, payload);
            case LogRecords.MARK -> mark(payload.getLong(), payload.getLong());
            case LogRecords.SNAPSHOT -> announced = Optional.of(SnapshotMetaCodec.decode(payload));
            default ->
                throw new WalCorruptionException(
                        "record " + lsn + " of the log has the unknown type " + type
                                + "; it was written by something else or by a newer version",
                        null);
        }
    }

    private void entry(long lsn, ByteBuffer payload) {
        ByteBuffer source = payload.duplicate();
        long entryIndex = source.getLong();
        long term = source.getLong();
        boolean releasedBefore = !entrySeen && entryIndex > index.lastIndex() + 1;
        // The log may begin amid entries that were overruled; then the first ones are not the lowest.
        boolean overrulesAll = !baseKnown && entryIndex <= index.baseIndex();
        if (releasedBefore || overrulesAll) {
            // A mark that follows says the term of the entry before.
            index.reset(entryIndex - 1, 0);
            baseKnown = false;
        }
        entrySeen = true;
        // Nothing is appended while a snapshot is taken over: it was given up, or a mark has said that it is done.
        announced = Optional.empty();
        if (entryIndex > index.lastIndex() + 1 || entryIndex <= index.baseIndex()) {
            throw new WalCorruptionException(
                    "record " + lsn + " of the log is entry " + entryIndex + ", but the entries so far are "
                            + (index.baseIndex() + 1) + " to " + index.lastIndex(),
                    null);
        }
        index.put(entryIndex, term, lsn);
        while (!entries.isEmpty() && entries.get(entries.size() - 1).index() >= entryIndex) {
            entries.remove(entries.size() - 1);
        }
        if (entryIndex > applied.index()) {
            entries.add(LogRecords.decodeEntry(payload));
        }
    }

    private void mark(long markIndex, long markTerm) {
        if (markIndex == index.baseIndex()) {
            index.terms().setBaseTerm(markTerm);
            baseKnown = true;
        } else if (markIndex > index.baseIndex()) {
            if (index.terms().termAt(markIndex) == markTerm) {
                index.releaseUpTo(markIndex);
            } else {
                index.reset(markIndex, markTerm);
                entries.clear();
            }
            baseKnown = true;
        }
    }

    /** Whether the log has no entry and never had one. A hard state alone is what a crash left of a first start. */
    boolean empty() {
        return index.lastIndex() == 0;
    }

    LogIndex index() {
        return index;
    }

    HardState hardState() {
        return hardState;
    }

    /**
     * The snapshot that the machine was found to have taken over, where a crash came before the log was told. One that was
     * announced only is of no importance: nothing was promised on its account.
     */
    Optional<SnapshotMeta> installed() {
        return announced.filter(meta -> meta.index() == applied.index()
                && meta.term() == applied.term()
                && index.terms().termAt(meta.index()) != meta.term());
    }

    /** What the core begins with; fails if machine and log do not fit together. Once, after the replay. */
    RecoveredState recovered() {
        installed().ifPresent(meta -> mark(meta.index(), meta.term()));
        if (!baseKnown) {
            throw new WalCorruptionException(
                    "the log begins with entry " + (index.baseIndex() + 1)
                            + ", and what came before is not accounted for",
                    null);
        }
        if (applied.index() < index.baseIndex() || applied.index() > index.lastIndex()) {
            throw new ComponentException(
                    "the data reaches up to entry " + applied.index() + ", but the log holds entries "
                            + (index.baseIndex() + 1) + " to " + index.lastIndex()
                            + ": log and data do not belong together, or one of them was lost; restore both from one backup");
        }
        long term = index.terms().termAt(applied.index());
        if (term != applied.term()) {
            throw new ComponentException(
                    "the data was written by entry " + applied.index() + " of term " + applied.term()
                            + ", but in the log that entry has term " + term + ": log and data do not belong together");
        }
        if (hardState.commit() > index.lastIndex()) {
            throw new WalCorruptionException(
                    "entry " + hardState.commit() + " was committed, but the log ends at " + index.lastIndex(), null);
        }
        // The founding members are committed from the beginning, whatever a crash has left of the first batch.
        long commit =
                index.baseIndex() == 0 && index.lastIndex() > 0 ? Math.max(hardState.commit(), 1) : hardState.commit();
        return new RecoveredState(
                new HardState(hardState.term(), hardState.vote(), commit),
                copyOf(index.terms()),
                entries,
                applied.index(),
                applied.membership());
    }

    /** The core has its own view of the terms: it changes at other times than the log's. */
    private static TermRuns copyOf(TermRuns source) {
        TermRuns copy = new TermRuns(source.baseIndex(), source.baseTerm());
        for (long i = source.baseIndex() + 1; i <= source.lastIndex(); i++) {
            copy.append(i, source.termAt(i));
        }
        return copy;
    }
}
