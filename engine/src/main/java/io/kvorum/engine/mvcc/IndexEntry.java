package io.kvorum.engine.mvcc;

/** The newest state of a key, copied out of the index. One thread. */
final class IndexEntry {
    long main;
    int sub;
    long createRevision;

    /** 0 if the key does not exist. */
    long version;

    void clear() {
        main = 0;
        sub = 0;
        createRevision = 0;
        version = 0;
    }

    void set(IndexLeaf leaf, int slot) {
        main = leaf.main(slot);
        sub = leaf.sub(slot);
        createRevision = leaf.createRevision(slot);
        version = leaf.version(slot);
    }
}
