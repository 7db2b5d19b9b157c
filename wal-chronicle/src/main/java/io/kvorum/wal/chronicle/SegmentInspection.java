package io.kvorum.wal.chronicle;

import io.kvorum.spi.wal.WalCorruptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Looks at the beginning of a segment: its identity, its durable mark, its head. */
final class SegmentInspection {
    private final Path log;
    private final SegmentFiles files;
    private final long logIdentity;
    private final ByteBuffer buffer;

    SegmentInspection(Path log, SegmentFiles files, long logIdentity, ByteBuffer buffer) {
        this.log = log;
        this.files = files;
        this.logIdentity = logIdentity;
        this.buffer = buffer;
    }

    /** Opens a segment; the caller closes its file. */
    FoundSegment inspect(long number) throws IOException {
        Path directory = SegmentLayout.directory(log, number);
        Files.deleteIfExists(directory.resolve(SegmentLayout.CHRONICLE_TABLE));
        SegmentFile file;
        try {
            file = files.open(SegmentLayout.file(directory));
        } catch (NoSuchFileException neverMade) {
            return new FoundSegment(number, directory, null, 0, 0, 0, 0, 0);
        }
        try {
            return inspect(number, directory, file);
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    private FoundSegment inspect(long number, Path directory, SegmentFile file) throws IOException {
        FileWindow window = new FileWindow(file, buffer);
        RecordCursor cursor = new RecordCursor(window, logIdentity, 0);
        if (!cursor.next() || cursor.kind() != RecordFormat.KIND_IDENTITY || cursor.lsn() != number) {
            requireUnused(directory, file, window, cursor);
            return new FoundSegment(number, directory, file, 0, 0, 0, 0, 0);
        }
        long bytes = cursor.syncedLsn();
        long markPosition = DurableMark.position(cursor.document());
        long mark = window.require(markPosition, DurableMark.BYTES)
                ? DurableMark.read(window.buffer(), window.at(markPosition))
                : -1;
        if (mark < 0) {
            throw damaged(directory, markPosition, "the durable mark is damaged");
        }
        boolean used = cursor.next() && cursor.kind() == RecordFormat.KIND_SEGMENT_HEAD && cursor.lsn() > 0;
        return new FoundSegment(
                number, directory, file, bytes, markPosition, mark, used ? cursor.lsn() : 0, cursor.position());
    }

    /** Nothing is written behind an identity before it is durable; so with records behind it, it was damaged later. */
    private void requireUnused(Path directory, SegmentFile file, FileWindow window, RecordCursor cursor)
            throws IOException {
        if (new TailScan(window, logIdentity).largestSyncedLsn(0, file.size()) >= 0) {
            throw damaged(directory, cursor.position(), "the segment's identity is damaged: " + cursor.stopReason());
        }
    }

    static WalCorruptionException damaged(Path directory, long position, String what) {
        return new WalCorruptionException(
                "file " + SegmentLayout.file(directory) + " is damaged at position " + position + ": " + what, null);
    }
}
