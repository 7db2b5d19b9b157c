package io.kvorum.wal.chronicle;

/**
 * How large segments and records are.
 *
 * @param segmentBytes size of a segment's file
 * @param recordBytesRequired largest payload that the layers above append
 * @param preallocate whether files get all their space before use
 */
record SegmentSizes(long segmentBytes, long recordBytesRequired, boolean preallocate) {
    /** The first segment of a start is smaller, because somebody is waiting for it. */
    private static final long FIRST_SEGMENT_BYTES = 8L << 20;

    /** Chronicle maps beyond the file's end; nothing may be written there, where no space is allocated. */
    private static final long UNUSED_END_BYTES = 128L << 10;

    /** Room in a queue block for everything that is not payload. */
    private static final long RECORD_MARGIN_BYTES = 1L << 10;

    private static final long MEBIBYTE = 1L << 20;

    /** Largest payload of a record. */
    long recordBytesMax() {
        return recordBytesMax(segmentBytes);
    }

    /** Largest payload of a record in a segment of a size: Chronicle refuses documents above a quarter of a block. */
    static long recordBytesMax(long segmentBytes) {
        return segmentBytes / 4 - RECORD_MARGIN_BYTES;
    }

    /** Smallest segment that takes records of a size. */
    static long segmentBytesFor(long recordBytes) {
        return (recordBytes + RECORD_MARGIN_BYTES) * 4;
    }

    /** Where a segment of a size ends for its writer. */
    static long usableBytes(long segmentBytes) {
        return segmentBytes - UNUSED_END_BYTES;
    }

    /** Size of the first segment of a start. */
    long firstSegmentBytes() {
        long needed = (segmentBytesFor(recordBytesRequired) + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
        return Math.min(segmentBytes, Math.max(FIRST_SEGMENT_BYTES, needed));
    }
}
