package io.kvorum.engine.mvcc;

/** Looks at the index, leaf by leaf. */
@FunctionalInterface
interface SpanVisitor {
    /**
     * Entries of one leaf.
     *
     * @param order slots of the leaf in the order of their keys
     * @param from place in the order of the first entry
     * @param to place behind the last entry
     * @return whether to go on
     */
    boolean span(IndexLeaf leaf, byte[] order, int from, int to);
}
