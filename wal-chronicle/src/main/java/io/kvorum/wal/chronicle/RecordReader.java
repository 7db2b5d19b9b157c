package io.kvorum.wal.chronicle;

import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalCorruptionException;
import io.kvorum.spi.wal.WalFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Reads records of an open log while others append, sync and release. Any number of threads. */
final class RecordReader {
    /** More readers at a time than this get memory of their own for the call. */
    private static final int BUFFERS_KEPT = 4;

    private final SegmentList segments;
    private final long logIdentity;
    private final ArrayBlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(BUFFERS_KEPT);

    RecordReader(SegmentList segments, long logIdentity) {
        this.segments = segments;
        this.logIdentity = logIdentity;
    }

    /**
     * Hands over records from {@code fromLsn} to {@code lastLsn} within the bounds. Ends early where a segment was
     * released meanwhile.
     */
    int read(long fromLsn, long lastLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        ByteBuffer pooled = buffers.poll();
        ByteBuffer buffer = pooled != null ? pooled : FileWindow.newBuffer();
        try {
            Bounds bounds = new Bounds(lastLsn, maxRecords, maxBytes);
            long lsn = fromLsn;
            while (bounds.open && lsn <= lastLsn && bounds.records < maxRecords) {
                Segment segment = segments.find(lsn);
                if (segment == null || !segment.hold()) {
                    break;
                }
                try {
                    lsn = readSegment(segment, buffer, lsn, bounds, visitor);
                } finally {
                    segment.letGo();
                }
            }
            return bounds.records;
        } finally {
            buffers.offer(buffer);
        }
    }

    private long readSegment(Segment segment, ByteBuffer buffer, long fromLsn, Bounds bounds, RecordVisitor visitor) {
        long position = segment.positionBefore(fromLsn);
        long end = Math.min(segment.lastLsn(), bounds.lastLsn);
        try {
            RecordCursor cursor = new RecordCursor(new FileWindow(segment.file(), buffer), logIdentity, position);
            long lsn;
            do {
                if (!cursor.next() || cursor.kind() != RecordFormat.KIND_RECORD) {
                    throw new WalCorruptionException(
                            "file " + SegmentLayout.file(segment.directory()) + " is damaged at position "
                                    + cursor.position() + ": " + cursor.stopReason(),
                            null);
                }
                lsn = cursor.lsn();
                if (lsn >= fromLsn) {
                    if (!bounds.take(cursor.payloadLength())) {
                        return lsn;
                    }
                    visitor.record(lsn, cursor.type(), cursor.payload());
                }
            } while (lsn < end);
            return lsn + 1;
        } catch (IOException failure) {
            throw new WalFailedException("cannot read " + segment, failure);
        }
    }

    /** What may still be handed over. */
    private static final class Bounds {
        private final long lastLsn;
        private final int maxRecords;
        private final long maxBytes;
        private int records;
        private long bytes;
        private boolean open = true;

        Bounds(long lastLsn, int maxRecords, long maxBytes) {
            this.lastLsn = lastLsn;
            this.maxRecords = maxRecords;
            this.maxBytes = maxBytes;
        }

        boolean take(int length) {
            open = records < maxRecords && (records == 0 || bytes + length <= maxBytes);
            if (open) {
                records++;
                bytes += length;
            }
            return open;
        }
    }
}
