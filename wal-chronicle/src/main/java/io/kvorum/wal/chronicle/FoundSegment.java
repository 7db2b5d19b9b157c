package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A segment as recovery finds it.
 *
 * @param file open file; null if there is none
 * @param bytes size of the segment; 0 if the identity is not there
 * @param markPosition where the durable mark is; 0 if the identity is not there
 * @param mark what the durable mark says; 0 if nothing
 * @param firstLsn from the segment head; 0 if the segment was never used, or its head never got to the disk
 * @param records position of the first frame behind the head, or of the first one that is not intact
 */
record FoundSegment(
        long number,
        Path directory,
        SegmentFile file,
        long bytes,
        long markPosition,
        long mark,
        long firstLsn,
        long records) {
    boolean isUsed() {
        return firstLsn > 0;
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
