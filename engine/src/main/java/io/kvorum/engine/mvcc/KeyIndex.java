package io.kvorum.engine.mvcc;

import java.util.Arrays;

/**
 * The keys in order, with the revisions in which they changed: a B+ tree whose leaves are pages of primitive arrays.
 *
 * <p>One writer, which changes a leaf in place where there is room and else puts another one in its place. Readers on any
 * thread take no lock: each node that they come to is either the present one or was complete when they started, so they
 * miss nothing up to a revision that was published before they started, and what is above it they ignore.
 */
final class KeyIndex {
    private static final int LEAF_KEY_BYTES_MAX = 8192;

    /** Entries that a leaf of scattered keys gets room for at once; more saves copies and costs memory. */
    private static final int LEAF_ENTRIES_SPARE = 4;

    private static final int LEAF_ENTRIES_MIN = 16;
    private static final int LEAF_ENTRIES_MERGED_MAX = 48;
    private static final int DEPTH_MAX = 40;

    private volatile IndexNode root = IndexLeaf.EMPTY;

    // The way to the leaf that the writer is at.
    private final IndexBranch[] path = new IndexBranch[DEPTH_MAX];
    private final int[] slots = new int[DEPTH_MAX];
    private int depth;

    private volatile long entries;

    /** Keys in the index, those counted that are deleted but not yet compacted away. */
    long entries() {
        return entries;
    }

    /** Becomes what another index is, which is not used any more. Writer only. */
    void takeOver(KeyIndex other) {
        root = other.root;
        entries = other.entries;
    }

    /** Calls the visitor for the leaves of an interval; {@code to} null for no end. */
    void ascend(byte[] from, byte[] to, SpanVisitor visitor) {
        ascend(root, from, to, visitor);
    }

    /** As {@link #ascend}, from the end to the start; spans come in descending order, each as it is in its leaf. */
    void descend(byte[] from, byte[] to, SpanVisitor visitor) {
        descend(root, from, to, visitor);
    }

    /** Adds the pair of one key to a selection. */
    void visitKey(byte[] key, Selection selection) {
        IndexLeaf leaf = leafOf(key);
        int slot = leaf.search(key);
        if (slot >= 0) {
            selection.visit(leaf, slot);
        }
    }

    /** The leaf that holds the key if anyone does. */
    IndexLeaf leafOf(byte[] key) {
        IndexNode node = root;
        while (node instanceof IndexBranch branch) {
            node = branch.child(branch.slotOf(key));
        }
        return (IndexLeaf) node;
    }

    private static boolean ascend(IndexNode node, byte[] from, byte[] to, SpanVisitor visitor) {
        if (node instanceof IndexLeaf leaf) {
            return visitSpan(leaf, from, to, visitor);
        }
        IndexBranch branch = (IndexBranch) node;
        int first = from == null ? 0 : branch.slotOf(from);
        int last = to == null ? branch.size() - 1 : branch.slotOf(to);
        for (int i = first; i <= last; i++) {
            if (!ascend(branch.child(i), i == first ? from : null, i == last ? to : null, visitor)) {
                return false;
            }
        }
        return true;
    }

    private static boolean descend(IndexNode node, byte[] from, byte[] to, SpanVisitor visitor) {
        if (node instanceof IndexLeaf leaf) {
            return visitSpan(leaf, from, to, visitor);
        }
        IndexBranch branch = (IndexBranch) node;
        int first = from == null ? 0 : branch.slotOf(from);
        int last = to == null ? branch.size() - 1 : branch.slotOf(to);
        for (int i = last; i >= first; i--) {
            if (!descend(branch.child(i), i == first ? from : null, i == last ? to : null, visitor)) {
                return false;
            }
        }
        return true;
    }

    private static boolean visitSpan(IndexLeaf leaf, byte[] from, byte[] to, SpanVisitor visitor) {
        byte[] order = leaf.order();
        int start = from == null ? 0 : leaf.lowerBound(order, from);
        int end = to == null ? order.length : leaf.lowerBound(order, to);
        return start >= end || visitor.span(leaf, order, start, end);
    }

    /**
     * Notes a put. Writer only.
     *
     * @param before receives what was there before; its version is 0 if the key did not exist
     */
    void put(byte[] key, long main, int sub, IndexEntry before) {
        IndexLeaf leaf = walkTo(key);
        int slot = leaf.search(key);
        if (slot < 0) {
            before.clear();
            insert(leaf, -1 - slot, key, main, sub, main, 1);
            return;
        }
        before.set(leaf, slot);
        boolean exists = before.version != 0;
        long createRevision = exists ? before.createRevision : main;
        leaf.change(slot, main, sub, createRevision, exists ? before.version + 1 : 1);
    }

    /**
     * Notes a deletion; nothing happens if the key does not exist. Writer only.
     *
     * @param before receives what was there before; its version is 0 if the key did not exist
     */
    void delete(byte[] key, long main, int sub, IndexEntry before) {
        IndexLeaf leaf = walkTo(key);
        int slot = leaf.search(key);
        if (slot < 0 || leaf.deleted(slot)) {
            before.clear();
            return;
        }
        before.set(leaf, slot);
        leaf.change(slot, main, sub, 0, 0);
    }

    /** Takes over a stored row; rows come in ascending order of revision. Writer only. */
    void restore(byte[] key, long main, int sub, long createRevision, long version) {
        IndexLeaf leaf = walkTo(key);
        int slot = leaf.search(key);
        if (slot < 0) {
            insert(leaf, -1 - slot, key, main, sub, createRevision, version);
        } else {
            leaf.change(slot, main, sub, createRevision, version);
        }
    }

    private void insert(IndexLeaf leaf, int place, byte[] key, long main, int sub, long createRevision, long version) {
        entries++;
        int size = leaf.size();
        int keyBytes = leaf.keyBytes() + key.length;
        boolean full = size == IndexLeaf.ENTRIES_MAX || size > 0 && keyBytes > LEAF_KEY_BYTES_MAX;
        if (!full && leaf.hasRoomFor(key)) {
            leaf.insert(place, key, main, sub, createRevision, version);
        } else if (full && place == size) {
            // Keys that come in order would leave half-empty pages behind, so the old page stays full then.
            LeafBuilder next =
                    new LeafBuilder(IndexLeaf.ENTRIES_MAX, keyRoom(key.length, IndexLeaf.ENTRIES_MAX - 1, key));
            splitLeaf(leaf, next.add(key, main, sub, createRevision, version).build());
        } else {
            int capacity = full ? size + 1 : Math.min(size + LEAF_ENTRIES_SPARE, IndexLeaf.ENTRIES_MAX);
            IndexLeaf wider = new LeafBuilder(capacity, keyRoom(keyBytes, capacity - size - 1, key))
                    .add(leaf, 0, place)
                    .add(key, main, sub, createRevision, version)
                    .add(leaf, place, size)
                    .build();
            if (full) {
                int cut = wider.size() / 2;
                splitLeaf(slice(wider, 0, cut, key), slice(wider, cut, wider.size(), key));
            } else {
                replaceLeaf(wider);
            }
        }
    }

    /** Room for so many more keys like one that was just added. */
    private static int keyRoom(int keyBytes, int spare, byte[] key) {
        return Math.max(keyBytes, (int) Math.min(LEAF_KEY_BYTES_MAX, keyBytes + (long) spare * key.length));
    }

    private static IndexLeaf slice(IndexLeaf leaf, int from, int to, byte[] key) {
        byte[] order = leaf.order();
        int keyBytes = 0;
        for (int i = from; i < to; i++) {
            keyBytes += leaf.keyLength(order[i]);
        }
        return new LeafBuilder(to - from + LEAF_ENTRIES_SPARE, keyRoom(keyBytes, LEAF_ENTRIES_SPARE, key))
                .add(leaf, from, to)
                .build();
    }

    /**
     * Takes old revisions out of some leaves. Writer only.
     *
     * @param position where the last step ended; null for the first key
     * @return where the next step goes on; null after the last leaf
     */
    byte[] compact(byte[] position, IndexCompactor compactor) {
        byte[] at = position == null ? new byte[0] : position;
        while (at != null && !compactor.isUsedUp()) {
            IndexLeaf leaf = walkTo(at);
            byte[] next = upperEnd();
            IndexLeaf smaller = compactor.compact(leaf);
            if (smaller != leaf) {
                entries -= leaf.size() - smaller.size();
                shrink(smaller);
            }
            // A step that may remove no more may have left something in this leaf.
            at = compactor.isFull() ? at : next;
        }
        return at;
    }

    /** The first key behind the leaf that the writer is at; null if it is the last. */
    private byte[] upperEnd() {
        for (int level = depth - 1; level >= 0; level--) {
            if (slots[level] < path[level].size() - 1) {
                return path[level].separator(slots[level]);
            }
        }
        return null;
    }

    /** Puts a smaller leaf in the place of one, or merges it with a neighbour, or takes it out. */
    private void shrink(IndexLeaf smaller) {
        if (depth == 0 || smaller.size() >= LEAF_ENTRIES_MIN) {
            replaceLeaf(smaller);
            return;
        }
        IndexBranch parent = path[depth - 1];
        int slot = slots[depth - 1];
        if (smaller.size() == 0) {
            replaceBranch(parent.without(slot));
            return;
        }
        boolean hasNext = slot + 1 < parent.size();
        int left = hasNext ? slot : slot - 1;
        IndexNode neighbour = parent.child(hasNext ? slot + 1 : slot - 1);
        if (neighbour instanceof IndexLeaf other
                && other.size() + smaller.size() <= LEAF_ENTRIES_MERGED_MAX
                && other.keyBytes() + smaller.keyBytes() <= LEAF_KEY_BYTES_MAX) {
            replaceBranch(parent.withMerged(left, hasNext ? joined(smaller, other) : joined(other, smaller)));
        } else {
            replaceLeaf(smaller);
        }
    }

    private static IndexLeaf joined(IndexLeaf left, IndexLeaf right) {
        return new LeafBuilder(left.size() + right.size(), left.keyBytes() + right.keyBytes())
                .add(left, 0, left.size())
                .add(right, 0, right.size())
                .build();
    }

    /** Puts a branch in the place of the parent of the leaf; an only child takes its parent's place. */
    private void replaceBranch(IndexBranch branch) {
        replaceNode(depth - 1, branch.size() == 1 ? branch.child(0) : branch);
    }

    /** Goes to the leaf of a key and remembers the way. */
    private IndexLeaf walkTo(byte[] key) {
        IndexNode node = root;
        depth = 0;
        while (node instanceof IndexBranch branch) {
            int slot = branch.slotOf(key);
            path[depth] = branch;
            slots[depth++] = slot;
            node = branch.child(slot);
        }
        return (IndexLeaf) node;
    }

    private void replaceLeaf(IndexLeaf leaf) {
        replaceNode(depth, leaf);
    }

    /** Puts a node where the way of the writer comes to after {@code level} branches. */
    private void replaceNode(int level, IndexNode node) {
        if (level == 0) {
            root = node;
        } else {
            path[level - 1].replaceChild(slots[level - 1], node);
        }
    }

    private void splitLeaf(IndexLeaf left, IndexLeaf right) {
        byte[] separator = shortestSeparator(left.key(left.order()[left.size() - 1]), right.key(right.order()[0]));
        split(depth, left, separator, right);
    }

    private void split(int level, IndexNode left, byte[] separator, IndexNode right) {
        if (level == 0) {
            root = IndexBranch.of(left, separator, right);
            return;
        }
        int slot = slots[level - 1];
        IndexBranch wider = path[level - 1].withSplit(slot, left, separator, right);
        if (wider.size() <= IndexBranch.CHILDREN_MAX) {
            replaceNode(level - 1, wider);
            return;
        }
        int cut = slot == wider.size() - 2 ? wider.size() - 2 : wider.size() / 2;
        split(level - 1, wider.head(cut), wider.separator(cut - 1), wider.tail(cut));
    }

    /** The shortest key above {@code low} and not above {@code high}. */
    private static byte[] shortestSeparator(byte[] low, byte[] high) {
        int same = Arrays.mismatch(low, high);
        return Arrays.copyOf(high, same + 1);
    }
}
