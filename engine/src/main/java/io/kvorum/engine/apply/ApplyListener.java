package io.kvorum.engine.apply;

import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.spi.Bytes;
import java.util.List;

/** Hears of the machine's progress, on the apply lane. No method blocks. */
public interface ApplyListener {
    /** Hears nothing. */
    ApplyListener NONE = new ApplyListener() {
        @Override
        public void onApplied(List<RevisionChanges> changes) {}

        @Override
        public void onMembershipApplied(Bytes context) {}

        @Override
        public void onReset() {}

        @Override
        public void onLeaderChanged() {}

        @Override
        public void onLeading(long term) {}
    };

    /**
     * Entries were applied and published, and their callers answered.
     *
     * @param changes what was written, ascending; often empty
     */
    void onApplied(List<RevisionChanges> changes);

    /**
     * A change of membership was applied and published; comes before {@link #onApplied} of its entries.
     *
     * @param context what was given with the change
     */
    void onMembershipApplied(Bytes context);

    /** The whole state was replaced by a snapshot. */
    void onReset();

    /** {@link io.kvorum.engine.cluster.LeaderView} changed. */
    void onLeaderChanged();

    /** This member leads {@code term}, and everything of earlier terms is applied. */
    void onLeading(long term);
}
