package io.kvorum.engine.mvcc;

/** Where a search leaves its result, so that searching allocates nothing. One thread. */
final class FoundRevision {
    long main;
    int sub;

    /** Revision that made the incarnation; 0 if the revision is not the newest of its key, as only its row knows it. */
    long createRevision;

    /** 0 if the revision is not the newest of its key. */
    long version;
}
