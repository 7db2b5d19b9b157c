package io.kvorum.wal.chronicle;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.SpaceState;
import io.kvorum.spi.wal.WalFailedException;
import io.kvorum.spi.wal.WalFullException;
import io.kvorum.spi.wal.WalLimits;
import io.kvorum.spi.wal.WriteAheadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open log: one writer appends to the active segment, one caller syncs, any number read.
 *
 * <p>The writer publishes through {@link #appendedLsn}, the syncing caller through {@link #durableLsn}; a segment is in
 * the list before its first record's LSN is published.
 */
final class ChronicleLog implements WriteAheadLog {
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleLog.class);

    private final Path directory;
    private final DirectoryLock lock;
    private final SegmentList segments;
    private final SegmentSupply supply;
    private final SpaceWatch space;
    private final RecordEncoder encoder;
    private final RecordReader reader;
    private final WalLimits limits;
    private final AtomicReference<Thread> writer = new AtomicReference<>();
    private final AtomicReference<Thread> syncer = new AtomicReference<>();

    // The writer's
    private PreparedSegment active;
    private Segment activeSegment;
    private boolean spareChecked;

    private volatile long appendedLsn;
    private volatile long durableLsn;
    private volatile long releaseMark;
    private volatile Throwable failure;
    private volatile boolean closed;

    ChronicleLog(
            Path directory,
            DirectoryLock lock,
            SegmentList segments,
            SegmentSupply supply,
            SpaceWatch space,
            RecordEncoder encoder,
            RecordReader reader,
            SegmentSizes sizes,
            long lastLsn,
            Metrics metrics) {
        this.directory = directory;
        this.lock = lock;
        this.segments = segments;
        this.supply = supply;
        this.space = space;
        this.encoder = encoder;
        this.reader = reader;
        this.limits = new WalLimits(sizes.recordBytesMax(), true);
        this.appendedLsn = lastLsn;
        this.durableLsn = lastLsn;
        metrics.gauge("kvorum_wal_segments", "Segments of the log.", () -> segments.all().length);
    }

    @Override
    public long append(byte type, Bytes... payload) {
        requireWriter();
        requireUsable();
        int length = lengthOf(payload);
        requireRoom(length);
        return appendToActive(type, length, payload);
    }

    private int lengthOf(Bytes... payload) {
        long length = 0;
        for (Bytes part : payload) {
            length += part.length();
        }
        if (length > limits.recordBytesMax()) {
            throw new IllegalArgumentException(
                    "a record of " + length + " bytes exceeds the limit of " + limits.recordBytesMax());
        }
        return (int) length;
    }

    private long appendToActive(byte type, int length, Bytes... payload) {
        long lsn = appendedLsn + 1;
        try {
            long document =
                    encoder.append(active.appender(), RecordFormat.KIND_RECORD, type, lsn, durableLsn, length, payload);
            activeSegment.added(lsn, document - DocumentFrame.LENGTH_BYTES);
        } catch (Throwable cause) {
            throw fail("cannot append to the log in " + directory, cause);
        }
        appendedLsn = lsn;
        if (!spareChecked && active.halfFull()) {
            spareChecked = true;
            supply.requestOrAnnounceLack();
        }
        return lsn;
    }

    private void requireRoom(int length) {
        // A second round is needed only if the first segment of a start is too small for the record
        while (active == null || !active.fits(length)) {
            try {
                activate(supply.take());
            } catch (WalFullException full) {
                throw full;
            } catch (Throwable cause) {
                throw fail("cannot begin a segment of the log in " + directory, cause);
            }
        }
    }

    private void activate(PreparedSegment next) {
        long firstLsn = appendedLsn + 1;
        encoder.append(next.appender(), RecordFormat.KIND_SEGMENT_HEAD, (byte) 0, firstLsn, durableLsn, 0);
        PreparedSegment previous = active;
        active = next;
        activeSegment = new Segment(next.number(), next.directory(), next.file(), next.markPosition(), firstLsn);
        segments.add(activeSegment);
        spareChecked = false;
        if (previous == null) {
            supply.requestSoon();
        } else {
            supply.retire(previous.appender());
            supply.request();
        }
    }

    @Override
    public long sync() {
        enterSync();
        try {
            requireUsable();
            long target = appendedLsn;
            if (target > durableLsn) {
                try {
                    force(target);
                } catch (Throwable cause) {
                    throw fail("cannot sync the log in " + directory, cause);
                }
                durableLsn = target;
                release();
            }
            return durableLsn;
        } finally {
            syncer.set(null);
        }
    }

    /**
     * Forces each segment that has records up to {@code target} beyond what is durable, oldest first. Before a later
     * segment is forced its mark says that the earlier one is durable: so a later segment cannot outlive the loss of an
     * earlier one unnoticed. The last mark becomes durable with the next sync.
     */
    private void force(long target) throws IOException {
        Segment last = null;
        for (Segment segment : segments.all()) {
            if (segment.lastLsn() > durableLsn && segment.firstLsn() <= target) {
                if (last != null) {
                    segment.writeMark(segment.firstLsn() - 1);
                }
                segment.force();
                last = segment;
            }
        }
        if (last == null) {
            throw new IllegalStateException("no segment has record " + target);
        }
        last.writeMark(target);
    }

    @Override
    public int read(long fromLsn, int maxRecords, long maxBytes, RecordVisitor visitor) {
        requireUsable();
        long last = appendedLsn;
        if (fromLsn > last) {
            return 0;
        }
        if (fromLsn < firstLsn()) {
            throw new IllegalArgumentException("record " + fromLsn + " was released; the first is " + firstLsn());
        }
        return reader.read(fromLsn, last, maxRecords, maxBytes, visitor);
    }

    @Override
    public void releaseBefore(long lsn) {
        requireWriter();
        requireUsable();
        if (lsn > releaseMark) {
            releaseMark = lsn;
            release();
        }
    }

    /** The writer's thread and the syncing one; the list makes them take turns. */
    private void release() {
        segments.removeBelow(releaseMark, durableLsn, supply::discard);
    }

    @Override
    public long firstLsn() {
        return segments.firstLsn(appendedLsn + 1);
    }

    @Override
    public long appendedLsn() {
        return appendedLsn;
    }

    @Override
    public long durableLsn() {
        return durableLsn;
    }

    @Override
    public WalLimits limits() {
        return limits;
    }

    @Override
    public void onSpace(Consumer<SpaceState> listener) {
        space.listen(listener);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            supply.close();
            if (active != null) {
                SegmentSupply.closeQuietly(active.appender());
            }
            segments.removeAll().forEach(Segment::letGo);
        } catch (IOException cause) {
            LOG.warn("cannot close the log in {}", directory, cause);
        } catch (UncheckedIOException cause) {
            LOG.warn("cannot close a segment", cause);
        }
    }

    private void requireUsable() {
        if (failure != null) {
            throw new WalFailedException("the log in " + directory + " failed before and takes no more work", failure);
        }
        if (closed) {
            throw new IllegalStateException("the log in " + directory + " is closed");
        }
    }

    private WalFailedException fail(String message, Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        return cause instanceof WalFailedException named
                ? named
                : new WalFailedException(message + ": " + cause, cause);
    }

    /** The first who appends is the writer from then on (WAL-1). */
    private void requireWriter() {
        Thread present = writer.get();
        if (present == null) {
            present = writer.compareAndExchange(null, Thread.currentThread());
        }
        if (present != null && present != Thread.currentThread()) {
            throw new IllegalStateException("thread " + Thread.currentThread().getName()
                    + " must not write to the log, whose writer is thread " + present.getName());
        }
    }

    private void enterSync() {
        Thread present = syncer.compareAndExchange(null, Thread.currentThread());
        if (present != null) {
            throw new IllegalStateException("thread " + Thread.currentThread().getName()
                    + " must not sync the log while thread " + present.getName() + " does");
        }
    }
}
