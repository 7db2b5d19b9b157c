package io.kvorum.engine.mvcc;

/** Where a search leaves its result, so that searching allocates nothing. One thread. */
final class FoundRevision {
    long main;
    int sub;
}
