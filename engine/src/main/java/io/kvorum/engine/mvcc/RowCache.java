package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Rows that were written or read lately, so that most reads need no storage. Any thread; nobody waits for a lock but
 * who clears it.
 *
 * <p>Rows are copied into a ring of byte arrays, so that the collector meets no row object that grows old: kept as objects,
 * each row was copied to the old generation and made most of the pauses. A table tells where a row may lie; the row itself
 * tells which one it is. A segment of the ring that is begun anew gets another generation first, and a reader takes a row
 * only if the generation was the row's before and after it was copied. A row that is read when it is among the oldest is
 * written again. A row that is lost in a race is a miss and nothing worse.
 */
final class RowCache {
    private static final int SEGMENTS = 32;
    private static final int SEGMENT_BYTES_MAX = 64 << 20;

    /** Segments behind the newest from which on a row that is read is written again. */
    private static final int SEGMENTS_OLD = SEGMENTS / 2;

    /** Before each row: main revision, sub-revision, length. */
    private static final int HEADER_BYTES = 16;

    private static final int BUCKET_PLACES = 8;

    /** A row is seldom smaller, so the table is seldom the bound. */
    private static final int BYTES_PER_PLACE = 64;

    private static final int PLACES_MAX = 1 << 27;

    private static final int TAG_BITS = 8;
    private static final int TAG_MASK = (1 << TAG_BITS) - 1;

    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle SEGMENT = MethodHandles.arrayElementVarHandle(byte[][].class);
    private static final VarHandle LONG_IN_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT_IN_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int segmentBytes;
    private final byte[][] segments;

    /** Which turn of the ring a segment holds, counted in segments from 1 on; 0 for none. */
    private final long[] generations;

    /**
     * Where rows lie: generation times {@link #segmentBytes} plus offset, then some bits of the hash, so that a search looks
     * at few rows; 0 for nowhere.
     */
    private final long[] places;

    private final int bucketMask;
    private final ReentrantLock writing = new ReentrantLock();

    // Guarded by the lock; the generation also read without it, as a hint.
    private volatile long generation;
    private int offset;

    /**
     * Makes a cache.
     *
     * @param bytesMax room for rows and the table of them, 0 for no cache; taken bit by bit as rows come, and then kept
     */
    RowCache(long bytesMax) {
        long wanted = Math.max(BUCKET_PLACES, Math.min(PLACES_MAX, bytesMax / BYTES_PER_PLACE));
        int count = (int) Long.highestOneBit(2 * wanted - 1);
        long ringBytes = Math.max(0, bytesMax - (long) Long.BYTES * count);
        this.segmentBytes = (int) Math.min(SEGMENT_BYTES_MAX, ringBytes / SEGMENTS);
        this.segments = new byte[SEGMENTS][];
        this.generations = new long[SEGMENTS];
        this.places = new long[segmentBytes == 0 ? 0 : count];
        this.bucketMask = places.length - 1 & -BUCKET_PLACES;
        this.offset = segmentBytes;
    }

    /** A copy of the row, or null if it is not here. */
    ByteString get(long main, int sub) {
        if (segmentBytes == 0) {
            return null;
        }
        long hash = hash(main, sub);
        int bucket = (int) hash & bucketMask;
        for (int i = bucket; i < bucket + BUCKET_PLACES; i++) {
            long place = (long) LONG.getAcquire(places, i);
            byte[] row = place == 0 || ((place ^ tag(hash)) & TAG_MASK) != 0 ? null : copy(place, main, sub);
            if (row != null) {
                ByteString result = UnsafeByteOperations.unsafeWrap(row);
                if (generation - generationOf(place) > SEGMENTS_OLD) {
                    put(main, sub, result);
                }
                return result;
            }
        }
        return null;
    }

    private byte[] copy(long place, long main, int sub) {
        long expected = generationOf(place);
        int segment = (int) (expected % SEGMENTS);
        int at = (int) ((place >>> TAG_BITS) % segmentBytes);
        if ((long) LONG.getAcquire(generations, segment) != expected) {
            return null;
        }
        byte[] bytes = (byte[]) SEGMENT.getAcquire(segments, segment);
        if (bytes == null
                || (long) LONG_IN_BYTES.get(bytes, at) != main
                || (int) INT_IN_BYTES.get(bytes, at + 8) != sub) {
            return null;
        }
        int start = at + HEADER_BYTES;
        int length = (int) INT_IN_BYTES.get(bytes, at + 12);
        if (length < 0 || length > segmentBytes - start) {
            return null;
        }
        byte[] row = Arrays.copyOfRange(bytes, start, start + length);
        VarHandle.acquireFence();
        return (long) LONG.getOpaque(generations, segment) == expected ? row : null;
    }

    /** Takes a row, but for one that is too large, and unless another thread is putting one in right now. */
    void put(long main, int sub, ByteString row) {
        if (row.size() + HEADER_BYTES > segmentBytes || !writing.tryLock()) {
            return;
        }
        try {
            append(main, sub, row);
        } finally {
            writing.unlock();
        }
    }

    private void append(long main, int sub, ByteString row) {
        int length = HEADER_BYTES + row.size();
        if (length > segmentBytes - offset) {
            beginSegment();
        }
        int segment = (int) (generation % SEGMENTS);
        byte[] bytes = segments[segment];
        LONG_IN_BYTES.set(bytes, offset, main);
        INT_IN_BYTES.set(bytes, offset + 8, sub);
        INT_IN_BYTES.set(bytes, offset + 12, row.size());
        row.copyTo(bytes, offset + HEADER_BYTES);
        long hash = hash(main, sub);
        long place = generation * segmentBytes + offset << TAG_BITS | tag(hash);
        offset += length;
        int bucket = (int) hash & bucketMask;
        int oldest = bucket;
        for (int i = bucket; i < bucket + BUCKET_PLACES; i++) {
            oldest = places[i] < places[oldest] ? i : oldest;
        }
        LONG.setRelease(places, oldest, place);
    }

    private void beginSegment() {
        long next = generation + 1;
        int segment = (int) (next % SEGMENTS);
        if (segments[segment] == null) {
            SEGMENT.setRelease(segments, segment, new byte[segmentBytes]);
        }
        LONG.setOpaque(generations, segment, next);
        VarHandle.releaseFence();
        generation = next;
        offset = 0;
    }

    /** Forgets everything. */
    void clear() {
        writing.lock();
        try {
            for (int i = 0; i < SEGMENTS; i++) {
                LONG.setRelease(generations, i, 0L);
                SEGMENT.setRelease(segments, i, (byte[]) null);
            }
            offset = segmentBytes;
            for (int i = 0; i < places.length; i++) {
                LONG.setOpaque(places, i, 0L);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Bytes that rows take here now: whole segments. */
    long bytes() {
        long total = 0;
        for (int i = 0; i < SEGMENTS; i++) {
            total += SEGMENT.getAcquire(segments, i) == null ? 0 : segmentBytes;
        }
        return total;
    }

    private long generationOf(long place) {
        return (place >>> TAG_BITS) / segmentBytes;
    }

    private static long tag(long hash) {
        return hash >>> 32 & TAG_MASK;
    }

    private static long hash(long main, int sub) {
        long hash = (main + sub * 0xBF58476D1CE4E5B9L) * 0x9E3779B97F4A7C15L;
        return hash ^ hash >>> 32;
    }
}
