package io.kvorum.benchmarks.jmh;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** No consensus: the benchmark hands entries over itself, and what the engine proposes of its own is dropped. */
record CommittedAtOnce(MemberId self, LongSupplier committed) implements Consensus {
    @Override
    public void start(ReplicatedStateMachine machine) {
        // The benchmark drives the machine.
    }

    @Override
    public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
        // Attributes and version of the member: not measured.
    }

    @Override
    public CompletionStage<Long> readIndex() {
        return CompletableFuture.completedFuture(committed.getAsLong());
    }

    @Override
    public void changeMembership(MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure) {
        throw new UnsupportedOperationException("a benchmark has one member");
    }

    @Override
    public CompletionStage<Void> transferLeadership(MemberId to) {
        throw new UnsupportedOperationException("a benchmark has one member");
    }

    @Override
    public ConsensusStatus status() {
        long index = committed.getAsLong();
        return new ConsensusStatus(
                ConsensusStatus.Role.LEADER, Optional.of(self), 1, index, index, System.nanoTime(), List.of());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
