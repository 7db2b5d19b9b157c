package io.kvorum.memory;

import io.kvorum.spi.wal.SpaceState;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What a log in memory keeps from one opening to the next. One writer; any thread reads. */
final class MemoryWalRecords {
    /** The instance that is open; null if none is. */
    final AtomicReference<MemoryWal> owner = new AtomicReference<>();

    private final NavigableMap<Long, MemoryRecord> records = new ConcurrentSkipListMap<>();
    private final long bytesMax;
    private long bytes;
    private volatile long firstLsn = 1;
    private volatile long appendedLsn;
    private SpaceState space = SpaceState.OK;
    private Consumer<SpaceState> listener = state -> {};

    MemoryWalRecords(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** One record. */
    record MemoryRecord(byte type, byte[] payload) {}

    /** So small that an announced lack of space leaves room for some records. */
    long recordBytesMax() {
        return Math.min(bytesMax / 4, Integer.MAX_VALUE / 2);
    }

    long firstLsn() {
        return firstLsn;
    }

    long appendedLsn() {
        return appendedLsn;
    }

    /** Returns the record's LSN, or 0 if there is no room. */
    long append(byte type, byte[] payload) {
        if (bytes + payload.length > bytesMax) {
            return 0;
        }
        long lsn = appendedLsn + 1;
        bytes += payload.length;
        records.put(lsn, new MemoryRecord(type, payload));
        appendedLsn = lsn;
        announce();
        return lsn;
    }

    Iterable<Map.Entry<Long, MemoryRecord>> from(long lsn) {
        return records.tailMap(lsn, true).entrySet();
    }

    void releaseBefore(long lsn) {
        long mark = Math.min(lsn, appendedLsn + 1);
        if (mark > firstLsn) {
            firstLsn = mark;
            NavigableMap<Long, MemoryRecord> released = records.headMap(mark, false);
            for (MemoryRecord record : released.values()) {
                bytes -= record.payload().length;
            }
            released.clear();
            announce();
        }
    }

    synchronized void onSpace(Consumer<SpaceState> newListener) {
        listener = newListener;
        newListener.accept(space);
    }

    private synchronized void announce() {
        SpaceState state = bytesMax - bytes < 2 * recordBytesMax() ? SpaceState.LOW : SpaceState.OK;
        if (state != space) {
            space = state;
            listener.accept(state);
        }
    }
}
