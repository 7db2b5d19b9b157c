package io.kvorum.engine.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * An inner node: children and the keys that part them. Its shape never changes; a child may be replaced by one for the
 * same keys. A branch of another shape is a new object, and the old one stays as it is for the readers that are in it.
 */
final class IndexBranch extends IndexNode {
    static final int CHILDREN_MAX = 64;

    private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(IndexNode[].class);

    /** {@code separators[i]} is at most the first key of child {@code i + 1}, and above all keys of child {@code i}. */
    private final byte[][] separators;

    private final IndexNode[] children;

    private IndexBranch(byte[][] separators, IndexNode[] children) {
        this.separators = separators;
        this.children = children;
    }

    static IndexBranch of(IndexNode left, byte[] separator, IndexNode right) {
        return new IndexBranch(new byte[][] {separator}, new IndexNode[] {left, right});
    }

    int size() {
        return children.length;
    }

    byte[] separator(int index) {
        return separators[index];
    }

    IndexNode child(int index) {
        return (IndexNode) CHILD.getAcquire(children, index);
    }

    /** Writer only. */
    void replaceChild(int index, IndexNode child) {
        CHILD.setRelease(children, index, child);
    }

    /** Which child the key belongs to. */
    int slotOf(byte[] key) {
        int low = 0;
        int high = separators.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(separators[middle], key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A branch with child {@code index} replaced by two. */
    IndexBranch withSplit(int index, IndexNode left, byte[] separator, IndexNode right) {
        byte[][] newSeparators = new byte[separators.length + 1][];
        System.arraycopy(separators, 0, newSeparators, 0, index);
        newSeparators[index] = separator;
        System.arraycopy(separators, index, newSeparators, index + 1, separators.length - index);
        IndexNode[] newChildren = new IndexNode[children.length + 1];
        System.arraycopy(children, 0, newChildren, 0, index);
        newChildren[index] = left;
        newChildren[index + 1] = right;
        System.arraycopy(children, index + 1, newChildren, index + 2, children.length - index - 1);
        return new IndexBranch(newSeparators, newChildren);
    }

    /** A branch without child {@code index}; its neighbour takes over its keys. At least two children are needed. */
    IndexBranch without(int index) {
        int separator = index == 0 ? 0 : index - 1;
        byte[][] newSeparators = new byte[separators.length - 1][];
        System.arraycopy(separators, 0, newSeparators, 0, separator);
        System.arraycopy(separators, separator + 1, newSeparators, separator, newSeparators.length - separator);
        IndexNode[] newChildren = new IndexNode[children.length - 1];
        System.arraycopy(children, 0, newChildren, 0, index);
        System.arraycopy(children, index + 1, newChildren, index, newChildren.length - index);
        return new IndexBranch(newSeparators, newChildren);
    }

    /** A branch in which one child stands for the children {@code index} and {@code index + 1}. */
    IndexBranch withMerged(int index, IndexNode merged) {
        IndexBranch branch = without(index + 1);
        branch.children[index] = merged;
        return branch;
    }

    /** The left part, with the first {@code size} children. */
    IndexBranch head(int size) {
        return new IndexBranch(Arrays.copyOf(separators, size - 1), Arrays.copyOf(children, size));
    }

    /** The right part, from child {@code start} on. */
    IndexBranch tail(int start) {
        return new IndexBranch(
                Arrays.copyOfRange(separators, start, separators.length),
                Arrays.copyOfRange(children, start, children.length));
    }
}
