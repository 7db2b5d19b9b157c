package io.kvorum.engine.mvcc;

import java.util.Arrays;

/**
 * The pairs that a read found in the index: where their rows are, in the order of the read. One thread.
 */
public final class Selection {
    private static final int CAPACITY_MIN = 16;

    private final long revision;
    private final long limit;
    private long count;
    private int size;
    private long[] mains;
    private int[] subs;
    private IndexLeaf[] leaves;
    private int[] slots;
    private int leavesLeft;

    private final FoundRevision found = new FoundRevision();

    Selection(long revision, long limit, int leavesMax) {
        this.revision = revision;
        this.limit = limit;
        this.leavesLeft = leavesMax;
        int capacity = (int) Math.min(limit, CAPACITY_MIN);
        mains = new long[capacity];
        subs = new int[capacity];
        leaves = new IndexLeaf[capacity];
        slots = new int[capacity];
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

    /** The leaf in which the pair was the newest of its key when it was selected, or null if it was an older one. */
    IndexLeaf leaf(int index) {
        return leaves[index];
    }

    int slot(int index) {
        return slots[index];
    }

    /** Whether the selection is incomplete because it took too long. */
    boolean isAborted() {
        return leavesLeft < 0;
    }

    boolean ascending(IndexLeaf leaf, byte[] order, int from, int to) {
        if (--leavesLeft < 0) {
            return false;
        }
        if (!countWhole(leaf, order, from, to)) {
            for (int i = from; i < to; i++) {
                visit(leaf, order[i]);
            }
        }
        return true;
    }

    boolean descending(IndexLeaf leaf, byte[] order, int from, int to) {
        if (--leavesLeft < 0) {
            return false;
        }
        if (!countWhole(leaf, order, from, to)) {
            for (int i = to - 1; i >= from; i--) {
                visit(leaf, order[i]);
            }
        }
        return true;
    }

    private boolean countWhole(IndexLeaf leaf, byte[] order, int from, int to) {
        if (size < limit || from != 0 || to != order.length) {
            return false;
        }
        int live = leaf.liveIfAll(order, revision);
        count += Math.max(live, 0);
        return live >= 0;
    }

    void visit(IndexLeaf leaf, int slot) {
        if (!leaf.find(slot, revision, found)) {
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
        leaves[size] = found.version == 0 ? null : leaf;
        slots[size++] = slot;
    }

    private void grow() {
        int capacity = Math.max(CAPACITY_MIN, 2 * size);
        mains = Arrays.copyOf(mains, capacity);
        subs = Arrays.copyOf(subs, capacity);
        leaves = Arrays.copyOf(leaves, capacity);
        slots = Arrays.copyOf(slots, capacity);
    }
}
