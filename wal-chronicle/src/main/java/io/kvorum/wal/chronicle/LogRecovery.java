package io.kvorum.wal.chronicle;

import io.kvorum.spi.wal.RecordVisitor;
import io.kvorum.spi.wal.WalCorruptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the log that the segments hold: all that was synced, perhaps more, never a hole, never a damaged record.
 *
 * <p>Segments are read in order, each as far as its records are intact and dense. A later segment overrules what an
 * earlier one has at and above its first LSN. Where reading stops for good, all witnesses are asked what had been
 * durable: the mark of each segment, and each intact record behind the stop. If they know of more than was read, synced
 * records are damaged or missing and the log is refused (WAL-5); if not, what is behind the stop was never promised and
 * is dropped.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    private final Path log;
    private final SegmentFiles files;
    private final long logIdentity;
    private final RecordVisitor replay;
    private final ByteBuffer buffer = FileWindow.newBuffer();
    private final List<FoundSegment> found = new ArrayList<>();
    private final List<Segment> kept = new ArrayList<>();
    private final List<FoundSegment> dropped = new ArrayList<>();
    private long lastLsn;
    private FoundSegment stopSegment;
    private long stopPosition;
    private String stopReason = "";

    LogRecovery(Path log, SegmentFiles files, long logIdentity, RecordVisitor replay) {
        this.log = log;
        this.files = files;
        this.logIdentity = logIdentity;
        this.replay = replay;
    }

    /**
     * Replays the log in the segments with the given numbers, in ascending order, makes it durable (WAL-6), and deletes
     * segments that hold none of it.
     *
     * @return the segments of the log, oldest first, with their files open
     * @throws WalCorruptionException if something that had been synced is damaged or missing
     */
    List<Segment> recover(List<Long> numbers) throws IOException {
        try {
            SegmentInspection inspection = new SegmentInspection(log, files, logIdentity, buffer);
            for (long number : numbers) {
                found.add(inspection.inspect(number));
            }
            replayAll();
            requireNothingPromisedBehindStop();
            makeDurable();
            deleteDropped();
            return kept;
        } catch (Throwable failure) {
            for (FoundSegment segment : found) {
                segment.close();
            }
            throw failure;
        }
    }

    /** LSN of the newest record; 0 if there never was one. */
    long lastLsn() {
        return lastLsn;
    }

    private void replayAll() throws IOException {
        List<FoundSegment> used = new ArrayList<>();
        for (FoundSegment segment : found) {
            (segment.isUsed() ? used : dropped).add(segment);
        }
        for (int i = 0; i < used.size(); i++) {
            FoundSegment segment = used.get(i);
            if (i > 0 && segment.firstLsn() > lastLsn + 1) {
                stopReason += ", and the next segment begins with record " + segment.firstLsn();
                dropped.addAll(used.subList(i, used.size()));
                return;
            }
            long end = i + 1 < used.size() ? used.get(i + 1).firstLsn() : Long.MAX_VALUE;
            replay(segment, end);
        }
    }

    /** Hands over the records of a segment that are below {@code end}. */
    private void replay(FoundSegment source, long end) throws IOException {
        Segment segment = new Segment(
                source.number(), source.directory(), source.file(), source.markPosition(), source.firstLsn());
        kept.add(segment);
        lastLsn = source.firstLsn() - 1;
        RecordCursor cursor = new RecordCursor(new FileWindow(source.file(), buffer), logIdentity, source.records());
        String reason = null;
        while (reason == null) {
            long frame = cursor.position();
            stopPosition = frame;
            if (!cursor.next()) {
                stopPosition = cursor.position();
                reason = cursor.stopReason();
            } else if (cursor.kind() != RecordFormat.KIND_RECORD || cursor.lsn() != lastLsn + 1) {
                reason = "record " + (lastLsn + 1) + " is missing";
            } else if (cursor.lsn() >= end) {
                reason = "overruled by the next segment";
            } else {
                segment.added(cursor.lsn(), cursor.document() - DocumentFrame.LENGTH_BYTES);
                lastLsn = cursor.lsn();
                replay.record(lastLsn, cursor.type(), cursor.payload());
            }
        }
        stopSegment = source;
        stopReason = reason;
    }

    private void requireNothingPromisedBehindStop() throws IOException {
        long promised = 0;
        for (FoundSegment segment : found) {
            promised = Math.max(promised, segment.mark());
        }
        if (stopSegment != null) {
            promised = Math.max(promised, scan(stopSegment, stopPosition));
        }
        for (FoundSegment segment : dropped) {
            promised = Math.max(promised, scan(segment, segment.records()));
        }
        if (promised > lastLsn) {
            FoundSegment where = stopSegment != null ? stopSegment : found.get(0);
            throw SegmentInspection.damaged(
                    where.directory(),
                    stopSegment != null ? stopPosition : where.records(),
                    "the log was durable up to record " + promised + " but can be read up to record " + lastLsn
                            + " only (" + stopReason + ")");
        }
    }

    private long scan(FoundSegment segment, long from) throws IOException {
        return segment.file() == null
                ? 0
                : new TailScan(new FileWindow(segment.file(), buffer), logIdentity)
                        .largestSyncedLsn(from, segment.bytes());
    }

    /** After a crash of the process the tail may exist in the page cache only. */
    private void makeDurable() throws IOException {
        long marked = 0;
        for (FoundSegment segment : found) {
            marked = Math.max(marked, segment.mark());
        }
        for (int i = 0; i < kept.size(); i++) {
            Segment segment = kept.get(i);
            if (segment.lastLsn() > marked || i == kept.size() - 1) {
                segment.file().force(true);
            }
        }
        if (!kept.isEmpty() && lastLsn > marked) {
            kept.get(kept.size() - 1).writeMark(lastLsn);
        }
    }

    /** Youngest first, so that a crash in between leaves what recovery sees through again. */
    private void deleteDropped() throws IOException {
        dropped.sort((left, right) -> Long.compareUnsigned(right.number(), left.number()));
        for (FoundSegment segment : dropped) {
            if (segment.isUsed()) {
                LOG.warn("dropping segment {}: none of its records was ever synced", segment.directory());
            }
            segment.close();
            files.delete(segment.directory());
        }
        if (!dropped.isEmpty()) {
            files.syncDirectory(log);
        }
    }
}
