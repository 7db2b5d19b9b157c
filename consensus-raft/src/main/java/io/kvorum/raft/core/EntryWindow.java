package io.kvorum.raft.core;

import java.util.ArrayList;
import java.util.List;

/** The entries at the end of the log that are in memory, in a ring that grows. */
final class EntryWindow {
    private LogEntry[] ring = new LogEntry[1024];
    private long first;
    private int count;
    private long bytes;

    EntryWindow(long first) {
        this.first = first;
    }

    /** Lowest index in memory; the next index if there is none. */
    long first() {
        return first;
    }

    long next() {
        return first + count;
    }

    long bytes() {
        return bytes;
    }

    LogEntry get(long index) {
        if (index < first || index >= next()) {
            throw new IllegalStateException("entry " + index + " is not in memory: " + first + " to " + (next() - 1));
        }
        return ring[slot(index)];
    }

    void append(LogEntry entry) {
        if (entry.index() != next()) {
            throw new IllegalStateException("entry " + entry.index() + " does not follow " + (next() - 1));
        }
        if (count == ring.length) {
            grow();
        }
        ring[slot(entry.index())] = entry;
        count++;
        bytes += entry.bytes();
    }

    void truncateFrom(long index) {
        while (count > 0 && next() > index) {
            int slot = slot(next() - 1);
            bytes -= ring[slot].bytes();
            ring[slot] = null;
            count--;
        }
        first = Math.min(first, index);
    }

    void evictFirst() {
        int slot = slot(first);
        bytes -= ring[slot].bytes();
        ring[slot] = null;
        first++;
        count--;
    }

    void reset(long nextIndex) {
        truncateFrom(first);
        first = nextIndex;
    }

    /** Entries from {@code from} to {@code to} within a size; at least one if there is any. */
    List<LogEntry> slice(long from, long to, long bytesMax, int entriesMax) {
        long last = Math.min(to, next() - 1);
        List<LogEntry> slice = new ArrayList<>((int) Math.max(0, Math.min(entriesMax, last - from + 1)));
        long size = 0;
        for (long index = from; index <= last && slice.size() < entriesMax; index++) {
            LogEntry entry = get(index);
            size += entry.bytes();
            if (size > bytesMax && !slice.isEmpty()) {
                break;
            }
            slice.add(entry);
        }
        return slice;
    }

    private int slot(long index) {
        return (int) (index & ring.length - 1);
    }

    private void grow() {
        LogEntry[] larger = new LogEntry[2 * ring.length];
        for (long index = first; index < next(); index++) {
            larger[(int) (index & larger.length - 1)] = ring[slot(index)];
        }
        ring = larger;
    }
}
