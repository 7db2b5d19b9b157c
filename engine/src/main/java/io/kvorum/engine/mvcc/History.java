package io.kvorum.engine.mvcc;

import com.google.protobuf.ByteString;
import java.util.List;

/** What was changed when, for readers on any thread. */
public interface History {
    /** Newest revision that readers may see. */
    long publishedRevision();

    /** Revisions below this one are gone (R102); -1 if the store was never compacted (R101). */
    long compactRevision();

    /**
     * Whole revisions in ascending order, from {@code fromRevision} on up to {@link #publishedRevision()}; at least one if
     * there is one, and not many more changes than {@code changesMax}. May block for the disk.
     *
     * @throws io.kvorum.api.KvorumException COMPACTED if {@code fromRevision} is below the compaction revision, also when
     *     it became so while reading
     */
    List<RevisionChanges> changesSince(long fromRevision, int revisionsMax, int changesMax);

    /**
     * The pair of {@code key} as of {@code revision} in wire form, or null if there was none or it cannot be read any
     * more (R174). May block for the disk.
     */
    ByteString rowAt(ByteString key, long revision);
}
