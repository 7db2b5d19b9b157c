package io.kvorum.engine.mvcc;

/**
 * The older revisions of one key, oldest first, in blocks that point to the block before them.
 *
 * <p>One writer appends at the new end and drops from the old end, in place; readers on any thread search without a lock.
 * They are safe because they look for the newest entry at or below a revision that was published before: entries that are
 * appended meanwhile lie above it, and entries that are dropped meanwhile lie below the compaction revision, which a
 * reader checks afterwards.
 */
final class RevisionChain {
    private static final int BLOCK_ENTRIES_MAX = 256;
    private static final int DELETED = Integer.MIN_VALUE;

    /** Two numbers per entry: main revision; sub-revision with the sign bit set for a deletion. */
    private final long[] entries;

    /** First entry that is still there. */
    private volatile int first;

    /** Behind the last entry. */
    private volatile int end;

    /** The block before this one, or null. */
    private volatile RevisionChain older;

    private RevisionChain(long[] entries, int first, int end, RevisionChain older) {
        this.entries = entries;
        this.first = first;
        this.end = end;
        this.older = older;
    }

    static RevisionChain of(long main, int sub, boolean deleted) {
        return new RevisionChain(new long[] {main, packed(sub, deleted)}, 0, 1, null);
    }

    /** Adds the next newer revision; returns the chain to use from now on, which may be another one. Writer only. */
    RevisionChain append(long main, int sub, boolean deleted) {
        RevisionChain target = this;
        if (2 * end == entries.length) {
            if (end - first >= BLOCK_ENTRIES_MAX) {
                target = new RevisionChain(new long[2 * BLOCK_ENTRIES_MAX], 0, 0, this);
            } else {
                int size = end - first;
                long[] wider = new long[4 * Math.max(size, 1)];
                System.arraycopy(entries, 2 * first, wider, 0, 2 * size);
                target = new RevisionChain(wider, 0, size, older);
            }
        }
        int index = target.end;
        target.entries[2 * index] = main;
        target.entries[2 * index + 1] = packed(sub, deleted);
        target.end = index + 1;
        return target;
    }

    /** Finds the newest entry at or below {@code revision}. Returns false if there is none or it is a deletion. */
    boolean find(long revision, FoundRevision found) {
        for (RevisionChain block = this; block != null; block = block.older) {
            int low = block.first;
            int high = block.end;
            if (low == high || block.main(low) > revision) {
                continue;
            }
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (block.main(middle) <= revision) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            found.main = block.main(low);
            found.sub = block.sub(low);
            return !block.deleted(low);
        }
        return false;
    }

    /** The block before this one, or null. Writer only, as everything below. */
    RevisionChain older() {
        return older;
    }

    void cutOlder() {
        older = null;
    }

    int first() {
        return first;
    }

    int end() {
        return end;
    }

    void dropFirst() {
        first++;
    }

    boolean isEmpty() {
        return first == end && older == null;
    }

    long main(int index) {
        return entries[2 * index];
    }

    int sub(int index) {
        return (int) entries[2 * index + 1] & ~DELETED;
    }

    boolean deleted(int index) {
        return (int) entries[2 * index + 1] < 0;
    }

    private static int packed(int sub, boolean deleted) {
        return deleted ? sub | DELETED : sub;
    }
}
