package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A machine that remembers what it is told, and notes each call that breaks a rule. */
final class RecordedMachine implements ReplicatedStateMachine {
    private final Lane lane;
    private final AppliedState startedAt;
    private final long durableLimit;
    private final List<CommittedEntry> entries = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private AppliedState applied;
    private Optional<MemberId> leader = Optional.empty();
    private long leaderTerm;
    private long leadingTerm;
    private boolean inside;

    /**
     * Makes a machine that has applied something already.
     *
     * @param durableLimit what {@code makeDurable} reports at most
     */
    RecordedMachine(Lane lane, AppliedState startedAt, long durableLimit) {
        this.lane = lane;
        this.startedAt = startedAt;
        this.applied = startedAt;
        this.durableLimit = durableLimit;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    /** May also be asked while the algorithm starts, before the lane runs. */
    @Override
    public AppliedState applied() {
        return applied;
    }

    @Override
    public void apply(List<CommittedEntry> newEntries) {
        enter("apply");
        for (CommittedEntry entry : newEntries) {
            if (entry.index() != applied.index() + 1) {
                violations.add("CON-2: entry " + entry.index() + " after " + applied.index());
            }
            if (entry.term() < applied.term()) {
                violations.add("CON-10: term " + entry.term() + " after " + applied.term());
            }
            entries.add(entry);
            applied = applied.after(entry);
        }
        inside = false;
    }

    @Override
    public CompletionStage<Long> makeDurable() {
        enter("makeDurable");
        inside = false;
        return CompletableFuture.completedFuture(Math.min(durableLimit, applied.index()));
    }

    @Override
    public CompletionStage<SnapshotSource> snapshot() {
        enter("snapshot");
        inside = false;
        return CompletableFuture.failedFuture(new UnsupportedOperationException("a single voter needs no snapshot"));
    }

    @Override
    public SnapshotSink beginInstall(SnapshotMeta meta) {
        throw new UnsupportedOperationException("a single voter is never behind");
    }

    @Override
    public void onLeaderChanged(Optional<MemberId> newLeader, long term) {
        enter("onLeaderChanged");
        leader = newLeader;
        leaderTerm = term;
        inside = false;
    }

    @Override
    public void onLeading(long term) {
        enter("onLeading");
        leadingTerm = term;
        inside = false;
    }

    private void enter(String call) {
        if (!lane.isCurrent()) {
            violations.add("CON-7: " + call + " outside the machine's lane");
        }
        if (inside) {
            violations.add("CON-7: " + call + " inside another call");
        }
        inside = true;
    }

    List<String> violations() {
        return violations;
    }

    AppliedState startedAt() {
        return startedAt;
    }

    List<CommittedEntry> entries() {
        return entries;
    }

    /** Payloads of the commands, in order. */
    List<Bytes> commands() {
        return entries.stream()
                .filter(CommittedEntry.Command.class::isInstance)
                .map(entry -> ((CommittedEntry.Command) entry).payload())
                .toList();
    }

    Optional<MemberId> leader() {
        return leader;
    }

    long leaderTerm() {
        return leaderTerm;
    }

    long leadingTerm() {
        return leadingTerm;
    }
}
