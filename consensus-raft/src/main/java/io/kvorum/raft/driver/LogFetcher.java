package io.kvorum.raft.driver;

import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.LogFetch;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WriteAheadLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads entries for followers that are behind, on a lane of its own: neither deciding nor writing waits for that. The
 * writer's lane knows where an entry lies, so the way leads over it.
 */
final class LogFetcher {
    /** A read may meet records that are no entries, and entries that were overruled. */
    private static final int RECORDS_MAX = 8192;

    private final NodeRuntime runtime;
    private final Lane writerLane;
    private final Lane readLane;
    private final LogIndex index;
    private final WriteAheadLog log;
    private final Answer answer;
    private volatile boolean stopped;

    /** Takes what was read back to the raft lane, without fail: the follower gets nothing else meanwhile. */
    @FunctionalInterface
    interface Answer {
        void fetched(MemberId follower, List<LogEntry> entries);
    }

    LogFetcher(NodeRuntime runtime, Lane writerLane, Lane readLane, LogIndex index, WriteAheadLog log, Answer answer) {
        this.runtime = runtime;
        this.writerLane = writerLane;
        this.readLane = readLane;
        this.index = index;
        this.log = log;
        this.answer = answer;
    }

    void stop() {
        stopped = true;
    }

    /** Always answers, with no entries if there are none to be had; the core then tries again or sends a snapshot. */
    void fetch(LogFetch fetch) {
        if (!writerLane.offer(() -> locate(fetch))) {
            answer(fetch, List.of());
        }
    }

    private void locate(LogFetch fetch) {
        if (fetch.from() <= index.baseIndex() || fetch.from() > index.lastIndex()) {
            answer(fetch, List.of());
            return;
        }
        long lsn = index.lsnOf(fetch.from());
        if (!readLane.offer(() -> read(fetch, lsn))) {
            answer(fetch, List.of());
        }
    }

    private void read(LogFetch fetch, long lsn) {
        List<LogEntry> entries = new ArrayList<>();
        if (lsn >= log.firstLsn()) {
            try {
                log.read(lsn, RECORDS_MAX, fetch.bytesMax(), (at, type, payload) -> {
                    if (type == LogRecords.ENTRY) {
                        add(entries, LogRecords.decodeEntry(payload), fetch);
                    }
                });
            } catch (IllegalArgumentException releasedMeanwhile) {
                entries.clear();
            } catch (WalFailedException failure) {
                if (!stopped) {
                    runtime.halt("the write-ahead log cannot be read", failure);
                }
                return;
            }
        }
        answer(fetch, entries);
    }

    /** As replay does: a later record for an index overrules. */
    private static void add(List<LogEntry> entries, LogEntry entry, LogFetch fetch) {
        while (!entries.isEmpty() && entries.get(entries.size() - 1).index() >= entry.index()) {
            entries.remove(entries.size() - 1);
        }
        if (entry.index() == fetch.from() + entries.size() && entry.index() <= fetch.to()) {
            entries.add(entry);
        }
    }

    private void answer(LogFetch fetch, List<LogEntry> entries) {
        answer.fetched(fetch.follower(), entries);
    }
}
