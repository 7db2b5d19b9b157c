package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A segment with a head: one part of the log.
 *
 * <p>One thread adds; any thread reads what {@link #lastLsn} covers. The file is closed when the log and the last reader
 * have let go of it.
 */
final class Segment {
    /** One of so many records has its position kept in memory. */
    private static final int INDEX_SPACING = 64;

    private final long number;
    private final Path directory;
    private final SegmentFile file;
    private final long markPosition;
    private final long firstLsn;
    private final AtomicInteger references = new AtomicInteger(1);
    private volatile long lastLsn;
    private volatile int[] positions = new int[64];

    Segment(long number, Path directory, SegmentFile file, long markPosition, long firstLsn) {
        this.number = number;
        this.directory = directory;
        this.file = file;
        this.markPosition = markPosition;
        this.firstLsn = firstLsn;
        this.lastLsn = firstLsn - 1;
    }

    /** Takes note of the next record, whose frame is at {@code position}. */
    void added(long lsn, long position) {
        if (lsn != lastLsn + 1) {
            throw new IllegalStateException("record " + lsn + " cannot follow record " + lastLsn);
        }
        long offset = lsn - firstLsn;
        if (offset % INDEX_SPACING == 0) {
            int slot = Math.toIntExact(offset / INDEX_SPACING);
            if (slot == positions.length) {
                positions = Arrays.copyOf(positions, slot * 2);
            }
            positions[slot] = Math.toIntExact(position);
        }
        lastLsn = lsn;
    }

    /** Position of the frame of a record at or shortly before {@code lsn}, which must be in this segment. */
    long positionBefore(long lsn) {
        return positions[Math.toIntExact((lsn - firstLsn) / INDEX_SPACING)];
    }

    boolean contains(long lsn) {
        return lsn >= firstLsn && lsn <= lastLsn;
    }

    long firstLsn() {
        return firstLsn;
    }

    /** LSN of the newest record; {@code firstLsn - 1} if there is none. */
    long lastLsn() {
        return lastLsn;
    }

    long number() {
        return number;
    }

    Path directory() {
        return directory;
    }

    SegmentFile file() {
        return file;
    }

    void force() throws IOException {
        file.force(false);
    }

    void writeMark(long durableLsn) throws IOException {
        DurableMark.write(file, markPosition, durableLsn);
    }

    /** Keeps the file open until {@link #letGo}; false if it is closed already. */
    boolean hold() {
        return references.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Ends one hold; the log's own is the first. */
    void letGo() {
        if (references.decrementAndGet() == 0) {
            try {
                file.close();
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot close " + directory, failure);
            }
        }
    }

    @Override
    public String toString() {
        return directory + " (records " + firstLsn + " to " + lastLsn + ")";
    }
}
