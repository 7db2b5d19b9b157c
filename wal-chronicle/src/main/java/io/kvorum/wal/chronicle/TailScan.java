package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Looks for intact records in bytes whose framing cannot be trusted.
 *
 * <p>Behind a torn tail there may be records that survived, because pages reach the disk in any order. Each of them says
 * what was durable when it was written, so each may prove that what is missing before it had been promised.
 */
final class TailScan {
    private static final int ALIGNMENT = 4;
    private static final int NOTHING = -1;
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(FileWindow.CHUNK_BYTES).asReadOnlyBuffer();

    private final FileWindow window;
    private final byte[] seed;
    private final CRC32C crc = new CRC32C();

    TailScan(FileWindow window, long logIdentity) {
        this.window = window;
        this.seed = RecordFormat.seed(logIdentity);
    }

    /**
     * Largest synced LSN in intact records and segment heads from {@code from} on; -1 if there are none.
     *
     * @param from a multiple of four
     */
    long largestSyncedLsn(long from, long end) throws IOException {
        long limit = Math.min(end, window.fileBytes());
        long largest = NOTHING;
        for (long position = from; position + RecordFormat.HEADER_BYTES <= limit; ) {
            int length = (int) Math.min(FileWindow.CHUNK_BYTES, limit - position);
            if (!window.require(position, length)) {
                return largest;
            }
            int zeros = leadingZeros(window.at(position), length);
            if (zeros > 0) {
                position += zeros;
                continue;
            }
            int at = nextCandidate(window.at(position), window.at(position) + length);
            if (at == NOTHING) {
                // The chunk's last bytes may be the beginning of a header
                position += Math.max(ALIGNMENT, length - RecordFormat.HEADER_BYTES);
                continue;
            }
            position += at - window.at(position);
            largest = Math.max(largest, syncedLsnAt(position, limit));
            position += ALIGNMENT;
        }
        return largest;
    }

    /** How many bytes from {@code at} on are zero, in whole alignments: most of a segment is space without records. */
    private int leadingZeros(int at, int length) {
        int first = window.buffer().slice(at, length).mismatch(ZEROS.duplicate().limit(length));
        return first < 0 ? length / ALIGNMENT * ALIGNMENT : first / ALIGNMENT * ALIGNMENT;
    }

    private int nextCandidate(int from, int end) {
        for (int at = from; at + RecordFormat.HEADER_BYTES <= end; at += ALIGNMENT) {
            if (window.buffer().getInt(at) == RecordFormat.MAGIC) {
                return at;
            }
        }
        return NOTHING;
    }

    private long syncedLsnAt(long position, long limit) throws IOException {
        long payloadMax = limit - position - RecordFormat.HEADER_BYTES;
        if (!window.require(position, RecordFormat.HEADER_BYTES)
                || !RecordFormat.plausible(window.buffer(), window.at(position), payloadMax)
                || RecordFormat.kind(window.buffer(), window.at(position)) == RecordFormat.KIND_IDENTITY) {
            return NOTHING;
        }
        int length = RecordFormat.HEADER_BYTES + RecordFormat.length(window.buffer(), window.at(position));
        return window.require(position, length) && RecordFormat.intact(window.buffer(), window.at(position), crc, seed)
                ? RecordFormat.syncedLsn(window.buffer(), window.at(position))
                : NOTHING;
    }
}
