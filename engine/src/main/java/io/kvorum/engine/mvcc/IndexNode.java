package io.kvorum.engine.mvcc;

/** A node of the key index. */
abstract sealed class IndexNode permits IndexBranch, IndexLeaf {}
