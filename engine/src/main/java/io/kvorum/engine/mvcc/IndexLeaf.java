package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * A page of the key index: keys in order with the newest revision of each. Immutable but for the chains of older
 * revisions; arrays have exactly the length they need and are shared by leaves that differ in other columns.
 */
final class IndexLeaf extends IndexNode {
    static final IndexLeaf EMPTY = new IndexLeaf(0, new byte[0], null, new long[0], null, null);

    private static final int COLUMNS = 3;

    private final int size;

    /** Entries whose newest revision is no deletion. */
    private final int live;

    /** Newest main revision of all entries. */
    private final long newest;

    private final byte[] keys;

    /** Where each key ends in {@link #keys}; null if all keys have the same length. */
    private final int[] ends;

    /** Per entry: main revision, create revision, version; a version of 0 is a deletion. */
    private final long[] columns;

    /** Sub-revisions; null if all are 0. */
    private final int[] subs;

    /** Older revisions per entry; null if no entry has any. */
    private final RevisionChain[] chains;

    private IndexLeaf(int size, byte[] keys, int[] ends, long[] columns, int[] subs, RevisionChain[] chains) {
        this.size = size;
        this.keys = keys;
        this.ends = ends;
        this.columns = columns;
        this.subs = subs;
        this.chains = chains;
        int alive = 0;
        long highest = 0;
        for (int i = 0; i < columns.length; i += COLUMNS) {
            highest = Math.max(highest, columns[i]);
            alive += columns[i + 2] == 0 ? 0 : 1;
        }
        this.live = alive;
        this.newest = highest;
    }

    int size() {
        return size;
    }

    int live() {
        return live;
    }

    long newest() {
        return newest;
    }

    int keyBytes() {
        return keys.length;
    }

    boolean hasChains() {
        return chains != null;
    }

    long main(int index) {
        return columns[COLUMNS * index];
    }

    int sub(int index) {
        return subs == null ? 0 : subs[index];
    }

    long createRevision(int index) {
        return columns[COLUMNS * index + 1];
    }

    long version(int index) {
        return columns[COLUMNS * index + 2];
    }

    boolean deleted(int index) {
        return columns[COLUMNS * index + 2] == 0;
    }

    RevisionChain chain(int index) {
        return chains == null ? null : chains[index];
    }

    byte[] key(int index) {
        return Arrays.copyOfRange(keys, start(index), end(index));
    }

    ByteString keyBytes(int index) {
        return ByteString.copyFrom(keys, start(index), end(index) - start(index));
    }

    /** Finds the entry as of {@code revision}. Returns false if the key did not exist then. */
    boolean find(int index, long revision, FoundRevision found) {
        long main = main(index);
        if (main <= revision) {
            found.main = main;
            found.sub = sub(index);
            return !deleted(index);
        }
        RevisionChain chain = chain(index);
        return chain != null && chain.find(revision, found);
    }

    /** Index of the key, or {@code -1 - i} if it would be inserted at {@code i}. */
    int search(byte[] key) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(keys, start(middle), end(middle), key, 0, key.length);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -1 - low;
    }

    /** Index of the first entry at or behind the key. */
    int lowerBound(byte[] key) {
        int index = search(key);
        return index < 0 ? -1 - index : index;
    }

    /** The same keys with one entry changed; the chain may be null. */
    IndexLeaf withEntry(int index, long main, int sub, long createRevision, long version, RevisionChain chain) {
        long[] newColumns = columns.clone();
        setColumns(newColumns, index, main, createRevision, version);
        int[] newSubs = subs;
        if (sub(index) != sub) {
            newSubs = subs == null ? new int[size] : subs.clone();
            newSubs[index] = sub;
        }
        RevisionChain[] newChains = chains;
        if (chain(index) != chain) {
            newChains = chains == null ? new RevisionChain[size] : chains.clone();
            newChains[index] = chain;
        }
        return new IndexLeaf(size, keys, ends, newColumns, newSubs, newChains);
    }

    /** With a new key without older revisions. */
    IndexLeaf withInserted(int index, byte[] key, long main, int sub, long createRevision, long version) {
        int newSize = size + 1;
        int at = index == size ? keys.length : start(index);
        byte[] newKeys = new byte[keys.length + key.length];
        System.arraycopy(keys, 0, newKeys, 0, at);
        System.arraycopy(key, 0, newKeys, at, key.length);
        System.arraycopy(keys, at, newKeys, at + key.length, keys.length - at);
        int[] newEnds = null;
        if (ends != null || size > 0 && keys.length != size * key.length) {
            newEnds = new int[newSize];
            for (int i = 0; i < newSize; i++) {
                newEnds[i] = i < index ? end(i) : i == index ? at + key.length : end(i - 1) + key.length;
            }
        }
        long[] newColumns = new long[COLUMNS * newSize];
        System.arraycopy(columns, 0, newColumns, 0, COLUMNS * index);
        setColumns(newColumns, index, main, createRevision, version);
        System.arraycopy(columns, COLUMNS * index, newColumns, COLUMNS * (index + 1), COLUMNS * (size - index));
        int[] newSubs = null;
        if (subs != null || sub != 0) {
            newSubs = new int[newSize];
            if (subs != null) {
                System.arraycopy(subs, 0, newSubs, 0, index);
                System.arraycopy(subs, index, newSubs, index + 1, size - index);
            }
            newSubs[index] = sub;
        }
        RevisionChain[] newChains = null;
        if (chains != null) {
            newChains = new RevisionChain[newSize];
            System.arraycopy(chains, 0, newChains, 0, index);
            System.arraycopy(chains, index, newChains, index + 1, size - index);
        }
        return new IndexLeaf(newSize, newKeys, newEnds, newColumns, newSubs, newChains);
    }

    /** Only the entries that {@code keep} names, with the chains given for the old indexes; those that are empty go. */
    IndexLeaf retain(boolean[] keep) {
        IndexLeaf result = EMPTY;
        int from = 0;
        while (from < size) {
            if (!keep[from]) {
                from++;
                continue;
            }
            int to = from;
            while (to < size && keep[to]) {
                to++;
            }
            result = result.joined(slice(from, to));
            from = to;
        }
        return result;
    }

    /** The entries from {@code from} to before {@code to}. */
    IndexLeaf slice(int from, int to) {
        if (from == to) {
            return EMPTY;
        }
        int firstByte = start(from);
        byte[] newKeys = Arrays.copyOfRange(keys, firstByte, end(to - 1));
        int[] newEnds = null;
        if (ends != null) {
            int width = end(from) - firstByte;
            newEnds = new int[to - from];
            boolean uniform = true;
            for (int i = from; i < to; i++) {
                newEnds[i - from] = ends[i] - firstByte;
                uniform &= end(i) - start(i) == width;
            }
            newEnds = uniform ? null : newEnds;
        }
        return new IndexLeaf(
                to - from,
                newKeys,
                newEnds,
                Arrays.copyOfRange(columns, COLUMNS * from, COLUMNS * to),
                compactedSubs(from, to),
                compactedChains(from, to));
    }

    /** These entries and those of the next leaf. */
    IndexLeaf joined(IndexLeaf next) {
        if (size == 0 || next.size == 0) {
            return size == 0 ? next : this;
        }
        int newSize = size + next.size;
        byte[] newKeys = Arrays.copyOf(keys, keys.length + next.keys.length);
        System.arraycopy(next.keys, 0, newKeys, keys.length, next.keys.length);
        int[] newEnds = null;
        if (ends != null || next.ends != null || end(0) != next.end(0)) {
            newEnds = new int[newSize];
            for (int i = 0; i < newSize; i++) {
                newEnds[i] = i < size ? end(i) : keys.length + next.end(i - size);
            }
        }
        long[] newColumns = Arrays.copyOf(columns, columns.length + next.columns.length);
        System.arraycopy(next.columns, 0, newColumns, columns.length, next.columns.length);
        int[] newSubs = null;
        if (subs != null || next.subs != null) {
            newSubs = subs == null ? new int[newSize] : Arrays.copyOf(subs, newSize);
            if (next.subs != null) {
                System.arraycopy(next.subs, 0, newSubs, size, next.size);
            }
        }
        RevisionChain[] newChains = null;
        if (chains != null || next.chains != null) {
            newChains = chains == null ? new RevisionChain[newSize] : Arrays.copyOf(chains, newSize);
            if (next.chains != null) {
                System.arraycopy(next.chains, 0, newChains, size, next.size);
            }
        }
        return new IndexLeaf(newSize, newKeys, newEnds, newColumns, newSubs, newChains);
    }

    private int[] compactedSubs(int from, int to) {
        if (subs == null) {
            return null;
        }
        for (int i = from; i < to; i++) {
            if (subs[i] != 0) {
                return Arrays.copyOfRange(subs, from, to);
            }
        }
        return null;
    }

    private RevisionChain[] compactedChains(int from, int to) {
        if (chains == null) {
            return null;
        }
        RevisionChain[] result = null;
        for (int i = from; i < to; i++) {
            if (chains[i] != null && !chains[i].isEmpty()) {
                result = result == null ? new RevisionChain[to - from] : result;
                result[i - from] = chains[i];
            }
        }
        return result;
    }

    private int start(int index) {
        if (ends != null) {
            return index == 0 ? 0 : ends[index - 1];
        }
        return size == 0 ? 0 : index * (keys.length / size);
    }

    private int end(int index) {
        return ends != null ? ends[index] : (index + 1) * (keys.length / size);
    }

    private static void setColumns(long[] columns, int index, long main, long createRevision, long version) {
        columns[COLUMNS * index] = main;
        columns[COLUMNS * index + 1] = createRevision;
        columns[COLUMNS * index + 2] = version;
    }
}
