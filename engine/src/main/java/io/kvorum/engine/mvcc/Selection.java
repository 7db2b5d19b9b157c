package io.kvorum.engine.mvcc;

import java.util.Arrays;

/**
 * The pairs that a read found in the index: where their rows are, in the order of the read. One thread.
 */
public final class Selection {
    private final long revision;
    private final long limit;
    private long count;
    private int size;
    private long[] mains = new long[8];
    private int[] subs = new int[8];
    private IndexLeaf[] leaves = new IndexLeaf[8];
    private int[] slots = new int[8];

    Selection(long revision, long limit) {
        this.revision = revision;
        this.limit = limit;
    }

    /** As of which revision the pairs are. */
    public long revision() {
        return revision;
    }

    /** Number of pairs selected. */
    public int size() {
        return size;
    }

    /** Number of pairs in the interval, whatever the limit (R29). */
    public long count() {
        return count;
    }

    /** Revision in which the pair last changed. */
    public long modRevision(int index) {
        return mains[index];
    }

    /** Drops pairs that were last changed outside of the bounds, both included (R32). */
    public void retainModRevisions(long lowest, long highest) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (mains[i] >= lowest && mains[i] <= highest) {
                mains[kept] = mains[i];
                subs[kept] = subs[i];
                leaves[kept] = leaves[i];
                slots[kept++] = slots[i];
            }
        }
        size = kept;
    }

    int subRevision(int index) {
        return subs[index];
    }

    /** The leaf in which the pair is the newest of its key, or null if it is an older one. */
    IndexLeaf leaf(int index) {
        return leaves[index];
    }

    int slot(int index) {
        return slots[index];
    }

    boolean ascending(IndexLeaf leaf, int from, int to, FoundRevision found) {
        if (countWhole(leaf, from, to)) {
            return true;
        }
        for (int i = from; i < to; i++) {
            visit(leaf, i, found);
        }
        return true;
    }

    boolean descending(IndexLeaf leaf, int from, int to, FoundRevision found) {
        if (countWhole(leaf, from, to)) {
            return true;
        }
        for (int i = to - 1; i >= from; i--) {
            visit(leaf, i, found);
        }
        return true;
    }

    private boolean countWhole(IndexLeaf leaf, int from, int to) {
        if (size >= limit && from == 0 && to == leaf.size() && leaf.newest() <= revision) {
            count += leaf.live();
            return true;
        }
        return false;
    }

    private void visit(IndexLeaf leaf, int index, FoundRevision found) {
        if (!leaf.find(index, revision, found)) {
            return;
        }
        count++;
        if (size >= limit) {
            return;
        }
        if (size == mains.length) {
            grow();
        }
        mains[size] = found.main;
        subs[size] = found.sub;
        leaves[size] = leaf.main(index) == found.main && leaf.sub(index) == found.sub ? leaf : null;
        slots[size++] = index;
    }

    private void grow() {
        int capacity = 2 * size;
        mains = Arrays.copyOf(mains, capacity);
        subs = Arrays.copyOf(subs, capacity);
        leaves = Arrays.copyOf(leaves, capacity);
        slots = Arrays.copyOf(slots, capacity);
    }
}
