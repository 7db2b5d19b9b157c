package io.kvorum.engine.mvcc;

/** Collects the entries of a new leaf, in the order of their keys. One thread. */
final class LeafBuilder {
    private final byte[] keys;
    private final int[] ends;
    private final long[] columns;
    private int[] subs;
    private RevisionChain[] chains;
    private int size;
    private int keyBytes;
    private boolean uniform = true;

    /**
     * Begins a leaf.
     *
     * @param capacity entries that it has room for
     * @param keyCapacity bytes of keys that it has room for
     */
    LeafBuilder(int capacity, int keyCapacity) {
        this.keys = new byte[keyCapacity];
        this.ends = new int[capacity];
        this.columns = new long[IndexLeaf.COLUMNS * capacity];
    }

    /** Adds a key without older revisions. */
    LeafBuilder add(byte[] key, long main, int sub, long createRevision, long version) {
        System.arraycopy(key, 0, keys, keyBytes, key.length);
        addColumns(key.length, main, sub, createRevision, version);
        return this;
    }

    /** Adds an entry of a leaf with its older revisions. */
    LeafBuilder add(IndexLeaf leaf, int slot) {
        int length = leaf.copyKey(slot, keys, keyBytes);
        RevisionChain chain = leaf.chain(slot);
        if (chain != null && !chain.isEmpty()) {
            chains = chains == null ? new RevisionChain[ends.length] : chains;
            chains[size] = chain;
        }
        addColumns(length, leaf.main(slot), leaf.sub(slot), leaf.createRevision(slot), leaf.version(slot));
        return this;
    }

    /** Adds the entries from place {@code from} to before place {@code to} of a leaf. */
    LeafBuilder add(IndexLeaf leaf, int from, int to) {
        byte[] order = leaf.order();
        for (int i = from; i < to; i++) {
            add(leaf, order[i]);
        }
        return this;
    }

    private void addColumns(int length, long main, int sub, long createRevision, long version) {
        int column = IndexLeaf.COLUMNS * size;
        columns[column] = main;
        columns[column + 1] = createRevision;
        columns[column + 2] = version;
        if (sub != 0) {
            subs = subs == null ? new int[ends.length] : subs;
            subs[size] = sub;
        }
        uniform &= keyBytes == size * length;
        keyBytes += length;
        ends[size++] = keyBytes;
    }

    IndexLeaf build() {
        if (size == 0) {
            return IndexLeaf.EMPTY;
        }
        int width = keyBytes / size;
        return new IndexLeaf(IndexLeaf.inSlotOrder(size), keys, uniform ? null : ends, width, columns, subs, chains);
    }
}
