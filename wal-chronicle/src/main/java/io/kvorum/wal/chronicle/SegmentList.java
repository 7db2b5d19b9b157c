package io.kvorum.wal.chronicle;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The segments of an open log, oldest first. Readers see one immutable array; changes are rare. */
final class SegmentList {
    private volatile Segment[] segments = new Segment[0];

    synchronized void add(Segment segment) {
        Segment[] longer = Arrays.copyOf(segments, segments.length + 1);
        longer[segments.length] = segment;
        segments = longer;
    }

    /** The present segments; not to be written to. */
    Segment[] all() {
        return segments;
    }

    /** LSN of the oldest record that is kept; {@code otherwise} if there is no segment. */
    long firstLsn(long otherwise) {
        Segment[] present = segments;
        return present.length == 0 ? otherwise : present[0].firstLsn();
    }

    /** The segment that has a record; null if none has. */
    Segment find(long lsn) {
        Segment[] present = segments;
        for (int i = present.length - 1; i >= 0; i--) {
            if (present[i].contains(lsn)) {
                return present[i];
            }
        }
        return null;
    }

    /**
     * Takes out the oldest segments that are below {@code mark} as a whole, and hands them over in order. A segment stays
     * until the next one has a durable record: what numbers were given must be known after a crash.
     */
    synchronized void removeBelow(long mark, long durableLsn, Consumer<Segment> taker) {
        Segment[] present = segments;
        int removed = 0;
        while (removed + 1 < present.length
                && present[removed].lastLsn() < mark
                && present[removed + 1].firstLsn() <= durableLsn) {
            removed++;
        }
        segments = Arrays.copyOfRange(present, removed, present.length);
        for (int i = 0; i < removed; i++) {
            taker.accept(present[i]);
        }
    }

    synchronized List<Segment> removeAll() {
        List<Segment> removed = List.of(segments);
        segments = new Segment[0];
        return removed;
    }
}
