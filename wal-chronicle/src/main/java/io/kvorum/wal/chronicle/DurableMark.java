package io.kvorum.wal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A place in each segment's identity document that says up to which LSN the log was durable.
 *
 * <p>It is written after a sync, so what it says is always true; it becomes durable with a later sync, so it may say less
 * than was promised. Recovery uses it to tell damage from a tail that was never synced. Sixteen bytes within one sector
 * are never torn.
 */
final class DurableMark {
    static final int BYTES = 16;

    private static final long CHECK = 0x6d61726b2d6c736eL;

    private DurableMark() {}

    /** Where the mark is, for an identity record whose header is at {@code document}: the next place aligned to its size. */
    static long position(long document) {
        long behind = document + RecordFormat.HEADER_BYTES;
        return (behind + BYTES - 1) / BYTES * BYTES;
    }

    /** Bytes behind the identity's header in which the mark finds its place. */
    static int room() {
        return 2 * BYTES;
    }

    static void write(SegmentFile file, long position, long lsn) throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.write(mark.putLong(lsn).putLong(~lsn ^ CHECK).flip(), position);
    }

    /** What the mark says; 0 if nothing was written yet; -1 if it is damaged. */
    static long read(ByteBuffer source, int at) {
        long lsn = source.getLong(at);
        long check = source.getLong(at + Long.BYTES);
        if (lsn == 0 && check == 0) {
            return 0;
        }
        return check == (~lsn ^ CHECK) ? lsn : -1;
    }
}
