package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * The key space as somebody sees it: a reader at a published revision, or a write transaction with its own changes.
 *
 * <p>A read goes in two steps: {@link #select} finds the pairs in the key index without touching the disk, {@link #rows}
 * fetches them. Errors are {@link io.kvorum.api.KvorumException}: FUTURE_REVISION, COMPACTED (R33).
 */
public interface ReadView {
    /** The newest revision in sight, which is what a header shows (R20a). */
    long revision();

    /** Reads below this revision fail; -1 if the store was never compacted. */
    long compactRevision();

    /**
     * Finds the pairs of an interval. Does not block.
     *
     * @param revision as of which revision; 0 or less for the newest (R33)
     * @param descending from the end of the interval to its start
     * @param limit pairs at most, not negative; counting goes on beyond it (R29)
     */
    Selection select(KeyInterval interval, long revision, boolean descending, long limit);

    /** What the index knows of the newest pair of a key, or null if the key does not exist. Does not block. */
    PairState find(ByteString key);

    /** The pairs in wire form, in the order of the selection. May block for the disk. */
    List<ByteString> rows(Selection selection);

    /**
     * The pairs in wire form without value and lease (R31), from the index where it knows enough. May block for the disk.
     */
    List<ByteString> rowsWithoutValue(Selection selection);
}
