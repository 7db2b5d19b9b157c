package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A page of the key index: keys in order with the newest revision of each.
 *
 * <p>An entry lies in a slot, and stays there as long as the leaf lives; its key never changes. Which slot comes at which
 * place of the order tells an array that is replaced by a longer one when a key is added; a reader takes that array once
 * and works with it.
 *
 * <p>One writer changes slots in place. It makes {@link #stamp} odd before and even after that, and a reader takes what it
 * read of a slot only if the stamp was even before and has not moved since. An older revision is in the chain before the
 * slot shows a newer one, so a reader that finds the slot too new finds in the chain of the same moment what was before.
 */
final class IndexLeaf extends IndexNode {
    static final int COLUMNS = 3;

    /** Entries of a leaf at most; one more while it is being split. */
    static final int ENTRIES_MAX = 64;

    private static final byte[][] SLOT_ORDERS = slotOrders();

    static final IndexLeaf EMPTY = new IndexLeaf(inSlotOrder(0), new byte[0], null, 0, new long[0], null, null);

    private static final int SPINS_MAX = 64;

    private static final VarHandle STAMP;
    private static final VarHandle ORDER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STAMP = lookup.findVarHandle(IndexLeaf.class, "stamp", int.class);
            ORDER = lookup.findVarHandle(IndexLeaf.class, "order", byte[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] keys;

    /** Where the key of each slot ends in {@link #keys}; null if all keys have the same length. */
    private final int[] ends;

    /** Length of the keys if {@link #ends} is null. */
    private final int width;

    /** Per slot: main revision, create revision, version; a version of 0 is a deletion. */
    private final long[] columns;

    /** Odd while the writer changes something of what follows. */
    private int stamp;

    /** Slots in the order of their keys; its length is the number of entries. Never changed, only replaced. */
    private byte[] order;

    /** Sub-revisions by slot; null if all are 0. */
    private int[] subs;

    /** Older revisions by slot; null if no entry has any. */
    private RevisionChain[] chains;

    /** Entries whose newest revision is no deletion. */
    private int live;

    /** Newest main revision of all entries. */
    private long newest;

    IndexLeaf(byte[] order, byte[] keys, int[] ends, int width, long[] columns, int[] subs, RevisionChain[] chains) {
        this.keys = keys;
        this.ends = ends;
        this.width = width;
        this.columns = columns;
        this.order = order;
        this.subs = subs;
        this.chains = chains;
        for (int slot = 0; slot < order.length; slot++) {
            newest = Math.max(newest, main(slot));
            live += deleted(slot) ? 0 : 1;
        }
    }

    private static byte[][] slotOrders() {
        byte[][] orders = new byte[ENTRIES_MAX + 2][];
        for (int size = 0; size < orders.length; size++) {
            orders[size] = new byte[size];
            for (int i = 0; i < size; i++) {
                orders[size][i] = (byte) i;
            }
        }
        return orders;
    }

    /** The order of a leaf whose slots are in the order of their keys. */
    static byte[] inSlotOrder(int size) {
        return SLOT_ORDERS[size];
    }

    /** The slots in the order of their keys, as of now. Not to be changed. */
    byte[] order() {
        return (byte[]) ORDER.getAcquire(this);
    }

    int size() {
        return order().length;
    }

    /** Finds the entry of a slot as of {@code revision}. Returns false if the key did not exist then. */
    boolean find(int slot, long revision, FoundRevision found) {
        RevisionChain chain;
        int before;
        do {
            before = evenStamp();
            found.main = columns[COLUMNS * slot];
            found.createRevision = columns[COLUMNS * slot + 1];
            found.version = columns[COLUMNS * slot + 2];
            int[] someSubs = subs;
            found.sub = someSubs == null ? 0 : someSubs[slot];
            RevisionChain[] someChains = chains;
            chain = someChains == null ? null : someChains[slot];
        } while (hasMoved(before));
        if (found.main <= revision) {
            return found.version != 0;
        }
        found.createRevision = 0;
        found.version = 0;
        return chain != null && chain.find(revision, found);
    }

    /** How many entries exist, if the order is still that one and no entry is newer than {@code revision}; else -1. */
    int liveIfAll(byte[] expected, long revision) {
        int before = evenStamp();
        int result = order == expected && newest <= revision ? live : -1;
        return hasMoved(before) ? -1 : result;
    }

    private int evenStamp() {
        int seen = (int) STAMP.getAcquire(this);
        for (int spins = 0; (seen & 1) != 0; seen = (int) STAMP.getAcquire(this)) {
            if (++spins < SPINS_MAX) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        return seen;
    }

    private boolean hasMoved(int before) {
        VarHandle.acquireFence();
        return (int) STAMP.getOpaque(this) != before;
    }

    byte[] key(int slot) {
        return Arrays.copyOfRange(keys, start(slot), end(slot));
    }

    ByteString keyBytes(int slot) {
        return ByteString.copyFrom(keys, start(slot), keyLength(slot));
    }

    int keyLength(int slot) {
        return end(slot) - start(slot);
    }

    /** Copies a key to {@code target}; returns its length. */
    int copyKey(int slot, byte[] target, int offset) {
        int length = keyLength(slot);
        System.arraycopy(keys, start(slot), target, offset, length);
        return length;
    }

    /** Slot of the key, or {@code -1 - i} if it would be inserted at place {@code i} of the order. */
    int search(byte[] key) {
        byte[] slots = order();
        int place = search(slots, key);
        return place < 0 ? place : slots[place];
    }

    /** Place of the first entry at or behind the key. */
    int lowerBound(byte[] slots, byte[] key) {
        int place = search(slots, key);
        return place < 0 ? -1 - place : place;
    }

    private int search(byte[] slots, byte[] key) {
        int low = 0;
        int high = slots.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int slot = slots[middle];
            int comparison = Arrays.compareUnsigned(keys, start(slot), end(slot), key, 0, key.length);
            if (comparison == 0) {
                return middle;
            } else if (comparison < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -1 - low;
    }

    private int start(int slot) {
        return ends == null ? slot * width : slot == 0 ? 0 : ends[slot - 1];
    }

    private int end(int slot) {
        return ends == null ? (slot + 1) * width : ends[slot];
    }

    /** Newest main revision of a slot. Writer only, as everything below. */
    long main(int slot) {
        return columns[COLUMNS * slot];
    }

    int sub(int slot) {
        return subs == null ? 0 : subs[slot];
    }

    long createRevision(int slot) {
        return columns[COLUMNS * slot + 1];
    }

    long version(int slot) {
        return columns[COLUMNS * slot + 2];
    }

    boolean deleted(int slot) {
        return version(slot) == 0;
    }

    RevisionChain chain(int slot) {
        return chains == null ? null : chains[slot];
    }

    boolean hasChains() {
        return chains != null;
    }

    int live() {
        return live;
    }

    /** Length of all keys together. */
    int keyBytes() {
        return order.length == 0 ? 0 : end(order.length - 1);
    }

    /** Sets the newest revision of an entry; the one before goes into the chain. */
    void change(int slot, long main, int sub, long createRevision, long version) {
        RevisionChain chain = chain(slot);
        RevisionChain longer = chain == null
                ? RevisionChain.of(main(slot), sub(slot), deleted(slot))
                : chain.append(main(slot), sub(slot), deleted(slot));
        RevisionChain[] newChains = chains == null ? new RevisionChain[capacity()] : chains;
        int[] newSubs = subsFor(sub);
        int change = (version == 0 ? 0 : 1) - (deleted(slot) ? 0 : 1);
        open();
        if (longer != chain) {
            newChains[slot] = longer;
            chains = newChains;
        }
        set(slot, main, newSubs, sub, createRevision, version);
        live += change;
        close();
    }

    /** Whether a new key can be added without another leaf. */
    boolean hasRoomFor(byte[] key) {
        return order.length < capacity()
                && (ends != null || key.length == width)
                && keyBytes() + key.length <= keys.length;
    }

    /** Adds a new key at a place of the order; there must be room. */
    void insert(int place, byte[] key, long main, int sub, long createRevision, long version) {
        int slot = order.length;
        int start = keyBytes();
        System.arraycopy(key, 0, keys, start, key.length);
        if (ends != null) {
            ends[slot] = start + key.length;
        }
        byte[] newOrder = orderWith(place, slot);
        int[] newSubs = subsFor(sub);
        open();
        set(slot, main, newSubs, sub, createRevision, version);
        live += version == 0 ? 0 : 1;
        ORDER.setRelease(this, newOrder);
        close();
    }

    private byte[] orderWith(int place, int slot) {
        if (place == slot && order == inSlotOrder(slot)) {
            return inSlotOrder(slot + 1);
        }
        byte[] newOrder = Arrays.copyOf(order, slot + 1);
        System.arraycopy(order, place, newOrder, place + 1, slot - place);
        newOrder[place] = (byte) slot;
        return newOrder;
    }

    /** Lets go of chains in which nothing is left. */
    void dropEmptyChains() {
        boolean any = false;
        open();
        for (int slot = 0; chains != null && slot < order.length; slot++) {
            RevisionChain chain = chains[slot];
            if (chain != null && chain.isEmpty()) {
                chains[slot] = null;
            }
            any |= chains[slot] != null;
        }
        if (!any) {
            chains = null;
        }
        close();
    }

    private int capacity() {
        return columns.length / COLUMNS;
    }

    private int[] subsFor(int sub) {
        return subs == null && sub != 0 ? new int[capacity()] : subs;
    }

    private void set(int slot, long main, int[] newSubs, int sub, long createRevision, long version) {
        columns[COLUMNS * slot] = main;
        columns[COLUMNS * slot + 1] = createRevision;
        columns[COLUMNS * slot + 2] = version;
        if (newSubs != null) {
            newSubs[slot] = sub;
            subs = newSubs;
        }
        newest = Math.max(newest, main);
    }

    private void open() {
        STAMP.setOpaque(this, stamp + 1);
        VarHandle.releaseFence();
    }

    private void close() {
        STAMP.setRelease(this, stamp + 1);
    }
}
