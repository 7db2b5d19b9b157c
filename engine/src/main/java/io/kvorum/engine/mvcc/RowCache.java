package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rows that were written or read lately, so that most reads need no storage. Any thread, no locks.
 *
 * <p>A table of small buckets. A row may lie in any place of the bucket of its revision; who comes last into a full bucket,
 * or makes the whole too large, drives out rows that were neither read nor new lately. A row that is lost in a race
 * is a miss and nothing worse, since what lies under a revision never changes. Compared with Caffeine, which stood here
 * first, a write costs a tenth: it keeps order by no queue, and a row that was just written always gets in.
 */
final class RowCache {
    /** What one entry costs beside the bytes of its row: entry, row object, array header, its place in the table. */
    private static final int ENTRY_OVERHEAD_BYTES = 96;

    private static final int BUCKET_PLACES = 8;

    /** A row with its overhead is seldom smaller, so the table is seldom the bound. */
    private static final int BYTES_PER_PLACE = 128;

    private static final int PLACES_MAX = 1 << 26;

    /** Places that one write looks at in search of rows not read lately; then it takes what comes. */
    private static final int SPARING_PLACES = 64;

    private static final int CHANCES_OF_NEW = 1;
    private static final int CHANCES_OF_READ = 2;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Entry[].class);

    private final long bytesMax;
    private final int bucketMask;

    /** Part of the hash of what lies in a place, so that a search looks at few entries. */
    private final int[] tags;

    private final Entry[] entries;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger hand = new AtomicInteger();

    /**
     * Makes a cache.
     *
     * @param bytesMax room for rows with what they cost, 0 for no cache; a row that is added takes its place before
     *     another one leaves
     */
    RowCache(long bytesMax) {
        this.bytesMax = bytesMax;
        long wanted = Math.max(BUCKET_PLACES, Math.min(PLACES_MAX, bytesMax / BYTES_PER_PLACE));
        int places = bytesMax == 0 ? 0 : (int) Long.highestOneBit(2 * wanted - 1);
        this.entries = new Entry[places];
        this.tags = new int[places];
        this.bucketMask = places - 1 & -BUCKET_PLACES;
    }

    /** The row, or null if it is not here. */
    ByteString get(long main, int sub) {
        if (bytesMax == 0) {
            return null;
        }
        long hash = hash(main, sub);
        int bucket = (int) hash & bucketMask;
        int tag = tag(hash);
        for (int i = bucket; i < bucket + BUCKET_PLACES; i++) {
            if (tags[i] == tag) {
                Entry entry = (Entry) ENTRY.getAcquire(entries, i);
                if (entry != null && entry.main == main && entry.sub == sub) {
                    if (entry.chances != CHANCES_OF_READ) {
                        entry.chances = CHANCES_OF_READ;
                    }
                    return entry.row;
                }
            }
        }
        return null;
    }

    void put(long main, int sub, ByteString row) {
        Entry entry = new Entry(main, sub, row);
        if (entry.weight() > bytesMax / 4) {
            return;
        }
        long hash = hash(main, sub);
        int place = placeFor((int) hash & bucketMask, main);
        Entry former = (Entry) ENTRY.getAcquire(entries, place);
        if (!ENTRY.compareAndSet(entries, place, former, entry)) {
            return;
        }
        tags[place] = tag(hash);
        long added = entry.weight() - (former == null ? 0 : former.weight());
        if (bytes.addAndGet(added) > bytesMax) {
            sweep();
        }
    }

    /** An empty place of the bucket, or the one whose row has the fewest chances. */
    private int placeFor(int bucket, long main) {
        int start = (int) (main >>> 3) & BUCKET_PLACES - 1;
        int best = bucket;
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < BUCKET_PLACES; i++) {
            int place = bucket + (start + i & BUCKET_PLACES - 1);
            Entry entry = (Entry) ENTRY.getAcquire(entries, place);
            if (entry == null) {
                return place;
            }
            if (entry.chances < fewest) {
                fewest = entry.chances;
                best = place;
            }
        }
        return best;
    }

    private void sweep() {
        for (int i = 0; i < entries.length && bytes.get() > bytesMax; i++) {
            int place = hand.getAndIncrement() & entries.length - 1;
            Entry entry = (Entry) ENTRY.getAcquire(entries, place);
            if (entry == null) {
                continue;
            }
            if (entry.chances > 0 && i < SPARING_PLACES) {
                entry.chances--;
            } else if (ENTRY.compareAndSet(entries, place, entry, null)) {
                bytes.addAndGet(-entry.weight());
            }
        }
    }

    void clear() {
        for (int i = 0; i < entries.length; i++) {
            Entry entry = (Entry) ENTRY.getAndSet(entries, i, null);
            if (entry != null) {
                bytes.addAndGet(-entry.weight());
            }
        }
    }

    /** Bytes that rows take here now, with their overhead. */
    long bytes() {
        return bytes.get();
    }

    private static long hash(long main, int sub) {
        long hash = (main + sub * 0xBF58476D1CE4E5B9L) * 0x9E3779B97F4A7C15L;
        return hash ^ hash >>> 32;
    }

    private static int tag(long hash) {
        return (int) (hash >>> 32);
    }

    private static final class Entry {
        private final long main;
        private final int sub;
        private final ByteString row;

        /** How often a hand passes before the row has to go; a lost update does no harm. */
        private int chances = CHANCES_OF_NEW;

        Entry(long main, int sub, ByteString row) {
            this.main = main;
            this.sub = sub;
            this.row = row;
        }

        long weight() {
            return ENTRY_OVERHEAD_BYTES + row.size();
        }
    }
}
