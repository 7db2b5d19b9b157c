package io.kvorum.spi.consensus;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.Lane;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a consensus algorithm drives. All methods but {@link #lane()} are called on that lane (CON-7); an algorithm with
 * threads of its own waits there. None blocks for long.
 */
public interface ReplicatedStateMachine {
    /** The lane on which this machine is called; constant. */
    Lane lane();

    /** Where the machine stands: how far it has applied, including after a restart. */
    AppliedState applied();

    /**
     * Applies committed entries, in order, without gap (CON-2). They need not be durable in the machine when the call
     * returns, as they can be replayed from the log; see {@link #makeDurable()}.
     */
    void apply(List<CommittedEntry> entries);

    /**
     * Asks for what is applied to become durable. The stage gives the highest index that is; the log may be released
     * below it (CON-6). One call in flight. Fails only if the node stops.
     */
    CompletionStage<Long> makeDurable();

    /**
     * A frozen copy of the state, for a member that is too far behind. The view is taken at once, its writing takes its
     * time. The source must be closed.
     */
    CompletionStage<SnapshotSource> snapshot();

    /**
     * Begins to take over a state from another member. At most one at a time; a new one aborts the old one, unless it is
     * of the same snapshot: then it continues where {@link SnapshotSink#received()} says.
     */
    SnapshotSink beginInstall(SnapshotMeta meta);

    /** The leader as this member sees it, told at once; may be out of date when it arrives. */
    void onLeaderChanged(Optional<MemberId> leader, long term);

    /** This member leads {@code term}, and everything committed in earlier terms is applied here. */
    void onLeading(long term);
}
