package io.kvorum.engine.watch;

import java.util.Arrays;
import java.util.List;

/**
 * Ranges of keys, each with its watchers, ordered by start; every node knows the farthest end below it. A treap: its
 * priorities are a mixed counter, so that its shape needs no chance. One thread.
 */
final class IntervalTree {
    private Node root;
    private long insertions;

    /** The set of a range, made if there is none. */
    WatcherSet obtain(WatchInterval range) {
        Node node = find(range);
        if (node == null) {
            node = new Node(range, mix(++insertions));
            root = insert(root, node);
        }
        return node.set;
    }

    /** Forgets a range without watchers. */
    void remove(WatchInterval range) {
        root = remove(root, range);
    }

    boolean isEmpty() {
        return root == null;
    }

    /** Adds the sets of all ranges that hold a key, in the order of their starts. */
    void collect(byte[] key, List<WatcherSet> into) {
        collect(root, key, into);
    }

    private static void collect(Node node, byte[] key, List<WatcherSet> into) {
        if (node == null || !endsBehind(node.farthest, key)) {
            return;
        }
        collect(node.left, key, into);
        if (Arrays.compareUnsigned(node.range.from(), key) <= 0) {
            if (endsBehind(node.range.to(), key)) {
                into.add(node.set);
            }
            collect(node.right, key, into);
        }
    }

    private Node find(WatchInterval range) {
        Node node = root;
        while (node != null) {
            int order = compare(range, node.range);
            if (order == 0) {
                return node;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    private static Node insert(Node node, Node added) {
        if (node == null) {
            return added;
        }
        if (compare(added.range, node.range) < 0) {
            node.left = insert(node.left, added);
            return node.left.priority > node.priority ? rotateRight(node) : node.updated();
        }
        node.right = insert(node.right, added);
        return node.right.priority > node.priority ? rotateLeft(node) : node.updated();
    }

    private static Node remove(Node node, WatchInterval range) {
        if (node == null) {
            return null;
        }
        int order = compare(range, node.range);
        if (order < 0) {
            node.left = remove(node.left, range);
        } else if (order > 0) {
            node.right = remove(node.right, range);
        } else {
            return join(node.left, node.right);
        }
        return node.updated();
    }

    /** Everything on the left lies before everything on the right. */
    private static Node join(Node left, Node right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        if (left.priority > right.priority) {
            left.right = join(left.right, right);
            return left.updated();
        }
        right.left = join(left, right.left);
        return right.updated();
    }

    private static Node rotateRight(Node node) {
        Node top = node.left;
        node.left = top.right;
        node.updated();
        top.right = node;
        return top.updated();
    }

    private static Node rotateLeft(Node node) {
        Node top = node.right;
        node.right = top.left;
        node.updated();
        top.left = node;
        return top.updated();
    }

    private static int compare(WatchInterval one, WatchInterval other) {
        int byStart = Arrays.compareUnsigned(one.from(), other.from());
        return byStart != 0 ? byStart : compareEnds(one.to(), other.to());
    }

    /** Null is the farthest end. */
    private static int compareEnds(byte[] one, byte[] other) {
        if (one == null || other == null) {
            return one == other ? 0 : one == null ? 1 : -1;
        }
        return Arrays.compareUnsigned(one, other);
    }

    private static boolean endsBehind(byte[] end, byte[] key) {
        return end == null || Arrays.compareUnsigned(end, key) > 0;
    }

    private static long mix(long counter) {
        long mixed = counter * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 27;
    }

    private static final class Node {
        private final WatchInterval range;
        private final long priority;
        private final WatcherSet set = new WatcherSet();
        private Node left;
        private Node right;
        private byte[] farthest;

        Node(WatchInterval range, long priority) {
            this.range = range;
            this.priority = priority;
            this.farthest = range.to();
        }

        Node updated() {
            byte[] end = range.to();
            if (left != null && compareEnds(left.farthest, end) > 0) {
                end = left.farthest;
            }
            if (right != null && compareEnds(right.farthest, end) > 0) {
                end = right.farthest;
            }
            farthest = end;
            return this;
        }
    }
}
