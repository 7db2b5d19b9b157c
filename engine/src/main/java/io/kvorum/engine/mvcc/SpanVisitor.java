package io.kvorum.engine.mvcc;

/** Looks at the index, leaf by leaf. */
@FunctionalInterface
interface SpanVisitor {
    /**
     * Entries of one leaf.
     *
     * @return whether to go on
     */
    boolean span(IndexLeaf leaf, int from, int to);
}
