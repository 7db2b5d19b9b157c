package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A segment that is ready to be used: its file has its space, is durable and holds its identity.
 *
 * @param bytes size of the segment
 * @param markPosition where the durable mark is
 */
record PreparedSegment(
        long number, Path directory, SegmentFile file, SegmentAppender appender, long bytes, long markPosition) {
    /** Whether one more record fits. */
    boolean fits(int payloadBytes) {
        return payloadBytes <= SegmentSizes.recordBytesMax(bytes)
                && appender.end() + 2 * DocumentFrame.LENGTH_BYTES + RecordFormat.HEADER_BYTES + payloadBytes
                        <= SegmentSizes.usableBytes(bytes);
    }

    /** Whether it is time to have the next one. */
    boolean halfFull() {
        return appender.end() > bytes / 2;
    }

    void closeAll() throws IOException {
        try (file) {
            appender.close();
        }
    }
}
