package io.kvorum.engine.mvcc;

import java.util.ArrayDeque;
import java.util.Deque;

/** One step of the removal of old revisions from the index. Writer only. */
final class IndexCompactor {
    /** Leaves that a step looks at, at most: most have nothing to remove. */
    private static final int LEAVES_MAX = 1024;

    /** Is told which revisions are removed. */
    @FunctionalInterface
    interface RemovalVisitor {
        void removed(long main, int sub);
    }

    private final long revision;
    private final int revisionsMax;
    private final RemovalVisitor visitor;
    private int removed;
    private int leaves;

    IndexCompactor(long revision, int revisionsMax, RemovalVisitor visitor) {
        this.revision = revision;
        this.revisionsMax = revisionsMax;
        this.visitor = visitor;
    }

    int removed() {
        return removed;
    }

    boolean isUsedUp() {
        return isFull() || leaves >= LEAVES_MAX;
    }

    /** Whether the step must not remove more. */
    boolean isFull() {
        return removed >= revisionsMax;
    }

    /** The leaf without what has to go, or as much of that as the step may remove; the same leaf if that is nothing. */
    IndexLeaf compact(IndexLeaf leaf) {
        leaves++;
        if (!leaf.hasChains() && leaf.live() == leaf.size()) {
            return leaf;
        }
        byte[] kept = new byte[leaf.size()];
        int count = 0;
        int keyBytes = 0;
        for (byte slot : leaf.order()) {
            if (isFull() || keeps(leaf, slot)) {
                kept[count++] = slot;
                keyBytes += leaf.keyLength(slot);
            }
        }
        if (count == kept.length) {
            leaf.dropEmptyChains();
            return leaf;
        }
        LeafBuilder smaller = new LeafBuilder(count, keyBytes);
        for (int i = 0; i < count; i++) {
            smaller.add(leaf, kept[i]);
        }
        return smaller.build();
    }

    /** Drops old revisions of an entry; returns whether the entry itself stays. */
    private boolean keeps(IndexLeaf leaf, int slot) {
        boolean newestCounts = leaf.main(slot) <= revision;
        RevisionChain chain = leaf.chain(slot);
        if (chain != null) {
            drop(chain, newestCounts);
            if (!chain.isEmpty()) {
                return true;
            }
        }
        if (newestCounts && leaf.deleted(slot) && leaf.main(slot) < revision && !isFull()) {
            remove(leaf.main(slot), leaf.sub(slot));
            return false;
        }
        return true;
    }

    /**
     * Drops entries from the old end: all up to the newest at or below the compaction revision; that one too if it is a
     * deletion before it. From the first deletion at exactly that revision on everything stays (R102).
     */
    private void drop(RevisionChain chain, boolean newestCounts) {
        Deque<RevisionChain> blocks = new ArrayDeque<>();
        for (RevisionChain block = chain; block != null; block = block.older()) {
            blocks.push(block);
        }
        while (!blocks.isEmpty()) {
            RevisionChain block = blocks.pop();
            RevisionChain newer = blocks.peek();
            while (block.first() < block.end()) {
                if (isFull() || !isObsolete(block, newer, newestCounts)) {
                    return;
                }
                remove(block.main(block.first()), block.sub(block.first()));
                block.dropFirst();
            }
            if (newer != null) {
                newer.cutOlder();
            }
        }
    }

    /** Whether the oldest entry, which is the first of {@code block}, has to go. */
    private boolean isObsolete(RevisionChain block, RevisionChain newer, boolean newestCounts) {
        int first = block.first();
        long main = block.main(first);
        boolean deleted = block.deleted(first);
        if (main > revision || deleted && main == revision) {
            return false;
        }
        if (deleted) {
            return true;
        }
        if (first + 1 < block.end()) {
            return block.main(first + 1) <= revision;
        }
        if (newer != null) {
            return newer.main(newer.first()) <= revision;
        }
        return newestCounts;
    }

    private void remove(long main, int sub) {
        visitor.removed(main, sub);
        removed++;
    }
}
