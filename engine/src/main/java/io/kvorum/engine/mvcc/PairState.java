package io.kvorum.engine.mvcc;

/**
 * What the key index knows of a live pair without reading its row.
 *
 * @param modRevision revision of the last change
 * @param subRevision place of that change in its revision
 * @param createRevision revision that made this incarnation
 * @param version changes of this incarnation, at least 1
 */
public record PairState(long modRevision, int subRevision, long createRevision, long version) {}
