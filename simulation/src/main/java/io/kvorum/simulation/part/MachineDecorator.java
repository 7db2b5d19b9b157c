package io.kvorum.simulation.part;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A machine that does what another one does, for variants that watch it or go wrong in one place. */
public class MachineDecorator implements ReplicatedStateMachine {
    protected final ReplicatedStateMachine machine;

    public MachineDecorator(ReplicatedStateMachine machine) {
        this.machine = machine;
    }

    @Override
    public Lane lane() {
        return machine.lane();
    }

    @Override
    public AppliedState applied() {
        return machine.applied();
    }

    @Override
    public void apply(List<CommittedEntry> entries) {
        machine.apply(entries);
    }

    @Override
    public CompletionStage<Long> makeDurable() {
        return machine.makeDurable();
    }

    @Override
    public CompletionStage<SnapshotSource> snapshot() {
        return machine.snapshot();
    }

    @Override
    public SnapshotSink beginInstall(SnapshotMeta meta) {
        return machine.beginInstall(meta);
    }

    @Override
    public void onLeaderChanged(Optional<MemberId> leader, long term) {
        machine.onLeaderChanged(leader, term);
    }

    @Override
    public void onLeading(long term) {
        machine.onLeading(term);
    }
}
