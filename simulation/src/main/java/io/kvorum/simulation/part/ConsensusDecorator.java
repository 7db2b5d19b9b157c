package io.kvorum.simulation.part;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** An algorithm that does what another one does, for variants that watch it or go wrong in one place. */
public class ConsensusDecorator implements Consensus {
    protected final Consensus consensus;

    public ConsensusDecorator(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public void start(ReplicatedStateMachine machine) {
        consensus.start(machine);
    }

    @Override
    public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
        consensus.propose(command, kind, onFailure);
    }

    @Override
    public CompletionStage<Long> readIndex() {
        return consensus.readIndex();
    }

    @Override
    public void changeMembership(MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure) {
        consensus.changeMembership(change, context, onFailure);
    }

    @Override
    public CompletionStage<Void> transferLeadership(MemberId to) {
        return consensus.transferLeadership(to);
    }

    @Override
    public ConsensusStatus status() {
        return consensus.status();
    }

    @Override
    public void close() {
        consensus.close();
    }
}
