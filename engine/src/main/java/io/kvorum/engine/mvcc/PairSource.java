package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * Where reads find pairs: the key space as somebody sees it.
 *
 * <p>A read goes in two steps: {@link #select} finds the pairs in the key index without touching the disk, {@link #rows}
 * fetches them. Errors are {@link io.kvorum.api.KvorumException}: FUTURE_REVISION, COMPACTED (R33). A source that must
 * not block returns null where it gives up, see {@link MvccStore#cachedPairs}.
 */
public interface PairSource {
    /** The newest revision in sight, which is what a header shows (R20a). */
    long revision();

    /** Reads below this revision fail; -1 if the store was never compacted. */
    long compactRevision();

    /**
     * Whether all rows were replaced since this view was made, so that a read that failed with COMPACTED only has to start
     * over.
     */
    boolean isReplaced();

    /**
     * Finds the pairs of an interval. Does not block.
     *
     * @param revision as of which revision; 0 or less for the newest (R33)
     * @param descending from the end of the interval to its start
     * @param limit pairs at most, not negative; counting goes on beyond it (R29)
     */
    Selection select(KeyInterval interval, long revision, boolean descending, long limit);

    /** The pairs in wire form, in the order of the selection. May block for the disk. */
    List<ByteString> rows(Selection selection);

    /**
     * The pairs in wire form without value and lease (R31), from the index where it knows enough. May block for the disk.
     */
    List<ByteString> rowsWithoutValue(Selection selection);
}
