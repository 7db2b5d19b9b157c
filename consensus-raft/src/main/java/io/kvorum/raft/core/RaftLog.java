package io.kvorum.raft.core;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The log as the core sees it: terms of all entries, the entries themselves as far as they are in memory.
 *
 * <p>Always {@code base <= handed <= commit <= last} and {@code handed <= stored <= last}, where {@code handed} is what
 * was given out for applying. Only handed entries may leave memory, and then the durable log still has them.
 */
final class RaftLog {
    private final TermRuns terms;
    private final EntryWindow window;
    private final StorePipeline pipeline;
    /** Indexes of membership entries that are not committed yet, ascending. */
    private final ArrayDeque<Long> openMemberships = new ArrayDeque<>();

    private long commit;
    private long handed;
    private long nextToStore;
    private long pendingBytes;

    RaftLog(RecoveredState recovered) {
        terms = recovered.termRuns();
        handed = recovered.appliedIndex();
        long first = recovered.entries().isEmpty()
                ? terms.lastIndex() + 1
                : recovered.entries().get(0).index();
        if (handed < terms.baseIndex() || handed > terms.lastIndex() || first != handed + 1) {
            throw new IllegalStateException("the machine has applied up to " + handed + ", the log holds "
                    + (terms.baseIndex() + 1) + " to " + terms.lastIndex() + " and memory begins at " + first);
        }
        window = new EntryWindow(first);
        for (LogEntry entry : recovered.entries()) {
            keep(entry);
        }
        commit = Math.max(handed, recovered.hardState().commit());
        if (commit > terms.lastIndex()) {
            throw new IllegalStateException(
                    "index " + commit + " was committed, but the log ends at " + terms.lastIndex());
        }
        nextToStore = terms.lastIndex() + 1;
        pipeline = new StorePipeline(terms.lastIndex(), recovered.hardState());
    }

    StorePipeline pipeline() {
        return pipeline;
    }

    long baseIndex() {
        return terms.baseIndex();
    }

    long lastIndex() {
        return terms.lastIndex();
    }

    long lastTerm() {
        return terms.lastTerm();
    }

    long commit() {
        return commit;
    }

    long stored() {
        return pipeline.storedIndex();
    }

    long handed() {
        return handed;
    }

    /** Size of entries that are not handed out yet. */
    long pendingBytes() {
        return pendingBytes;
    }

    long termAt(long index) {
        return terms.termAt(index);
    }

    long lastIndexWithTermAtMost(long index, long term) {
        return terms.lastIndexWithTermAtMost(index, term);
    }

    boolean hasOpenMembership() {
        return !openMemberships.isEmpty();
    }

    /** Whether a log that ends with this entry holds everything that may be committed, as far as this member knows. */
    boolean isUpToDate(long otherLastIndex, long otherLastTerm) {
        return otherLastTerm > lastTerm() || otherLastTerm == lastTerm() && otherLastIndex >= lastIndex();
    }

    void append(LogEntry entry) {
        terms.append(entry.index(), entry.term());
        keep(entry);
    }

    private void keep(LogEntry entry) {
        window.append(entry);
        pendingBytes += entry.bytes();
        if (entry.kind() == LogEntry.Kind.MEMBERSHIP) {
            openMemberships.addLast(entry.index());
        }
    }

    /**
     * Appends what a leader sent after an entry that both logs have. Entries that are here already stay: a late message
     * must not drop newer ones.
     */
    void merge(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            if (entry.index() <= terms.baseIndex() || termAt(entry.index()) == entry.term()) {
                continue;
            }
            if (entry.index() <= lastIndex()) {
                truncateFrom(entry.index());
            }
            append(entry);
        }
    }

    private void truncateFrom(long index) {
        if (index <= commit) {
            throw new IllegalStateException(
                    "a leader overrules entry " + index + ", but everything up to " + commit + " is committed");
        }
        for (long dropped = Math.max(index, window.first()); dropped < window.next(); dropped++) {
            pendingBytes -= window.get(dropped).bytes();
        }
        terms.truncateFrom(index);
        window.truncateFrom(index);
        pipeline.truncateFrom(index);
        nextToStore = Math.min(nextToStore, index);
        while (!openMemberships.isEmpty() && openMemberships.peekLast() >= index) {
            openMemberships.removeLast();
        }
    }

    /** A snapshot stands for everything up to {@code index}, in the machine too; whatever was here is overruled. */
    void reset(long index, long term) {
        if (index <= commit) {
            throw new IllegalStateException("a snapshot up to " + index + " is behind commit " + commit);
        }
        terms.reset(index, term);
        window.reset(index + 1);
        pipeline.resetTo(index);
        openMemberships.clear();
        commit = index;
        handed = index;
        nextToStore = index + 1;
        pendingBytes = 0;
    }

    void commitTo(long index) {
        if (index < commit || index > lastIndex()) {
            throw new IllegalStateException(
                    "cannot commit " + index + ": committed is " + commit + ", the log ends at " + lastIndex());
        }
        commit = index;
    }

    /** Takes the next membership entry that is committed by now; null when there is none. */
    LogEntry pollCommittedMembership() {
        if (openMemberships.isEmpty() || openMemberships.peekFirst() > commit) {
            return null;
        }
        return window.get(openMemberships.removeFirst());
    }

    boolean hasUnstored() {
        return nextToStore <= lastIndex();
    }

    /** Entries that were never given out for storing; they count as given out from now on. */
    List<LogEntry> takeUnstored() {
        List<LogEntry> entries = window.slice(nextToStore, lastIndex(), Long.MAX_VALUE, Integer.MAX_VALUE);
        nextToStore = lastIndex() + 1;
        return entries;
    }

    boolean hasCommitted(long below) {
        return handed < deliverable(below);
    }

    private long deliverable(long below) {
        return Math.min(Math.min(commit, stored()), below - 1);
    }

    /** Entries below a limit that are committed and durable here and were not handed out yet. */
    List<LogEntry> takeCommitted(int entriesMax, long below) {
        List<LogEntry> entries = window.slice(handed + 1, deliverable(below), Long.MAX_VALUE, entriesMax);
        for (LogEntry entry : entries) {
            pendingBytes -= entry.bytes();
        }
        handed += entries.size();
        return entries;
    }

    /** Gives memory back, keeping handed entries only within {@code cacheBytesMax}. */
    void evict(long cacheBytesMax) {
        while (window.first() <= handed && window.bytes() > cacheBytesMax + pendingBytes) {
            window.evictFirst();
        }
    }

    boolean inMemory(long index) {
        return index >= window.first() && index < window.next();
    }

    List<LogEntry> slice(long from, long to, long bytesMax) {
        return window.slice(from, to, bytesMax, Integer.MAX_VALUE);
    }

    /** The durable log gave up everything up to {@code index}. */
    void releaseUpTo(long index) {
        if (index > handed) {
            throw new IllegalStateException("cannot release up to " + index + ": only " + handed + " is handed out");
        }
        terms.releaseUpTo(index);
    }
}
