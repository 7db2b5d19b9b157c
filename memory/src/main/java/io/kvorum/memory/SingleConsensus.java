package io.kvorum.memory;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.runtime.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Consensus of one member with itself: what is proposed is committed in the order of arrival, by the machine's lane.
 *
 * <p>Nothing is logged. What the machine did not make durable itself is gone at the end; a new start goes on behind what
 * the machine has applied.
 */
final class SingleConsensus implements Consensus {
    private static final int WAITING_MAX = 10_000;
    private static final int BATCH_MAX = 1_000;
    private static final int DURABLE_EVERY = 10_000;

    private final ConsensusContext context;
    private final Membership bootstrap;
    private final Queue<Proposal> proposals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private ReplicatedStateMachine machine;
    private volatile Signal work;
    private volatile boolean closed;
    // Raised before entries are handed over, so that whoever is answered from within finds its own write (CON-5)
    private volatile long committed;
    private volatile long term;
    // The machine's lane only
    private Membership membership;
    private long durableAsked;
    private volatile boolean makingDurable;

    SingleConsensus(ConsensusContext context, Membership bootstrap) {
        this.context = context;
        this.bootstrap = bootstrap;
    }

    /** A command, or a change of membership with its context. */
    private record Proposal(Bytes bytes, MembershipChange change, Consumer<ProposalFailure> onFailure) {}

    @Override
    public void start(ReplicatedStateMachine startedMachine) {
        machine = startedMachine;
        work = machine.lane().signal(this::work);
        work.raise();
    }

    @Override
    public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
        enqueue(new Proposal(command, null, onFailure), kind == ProposalKind.CLIENT ? WAITING_MAX : 2 * WAITING_MAX);
    }

    @Override
    public void changeMembership(MembershipChange change, Bytes changeContext, Consumer<ProposalFailure> onFailure) {
        if (change instanceof MembershipChange.UpdateAddresses update
                && update.member().equals(context.memberId())) {
            enqueue(new Proposal(changeContext, change, onFailure), 2 * WAITING_MAX);
        } else {
            onFailure.accept(new ProposalFailure.Dropped("consensus 'single' is for one member"));
        }
    }

    private void enqueue(Proposal proposal, int waitingMax) {
        if (waiting.incrementAndGet() > waitingMax) {
            waiting.decrementAndGet();
            proposal.onFailure().accept(new ProposalFailure.Overloaded());
            return;
        }
        proposals.add(proposal);
        if (work != null) {
            work.raise();
        }
    }

    private void work() {
        if (closed) {
            refuseWaiting();
            return;
        }
        if (term == 0) {
            lead();
        }
        List<CommittedEntry> entries = new ArrayList<>();
        while (entries.size() < BATCH_MAX && !proposals.isEmpty()) {
            waiting.decrementAndGet();
            entries.add(entry(committed + 1 + entries.size(), proposals.poll()));
        }
        if (!entries.isEmpty()) {
            deliver(entries);
            work.raise();
        }
    }

    private void lead() {
        AppliedState applied = machine.applied();
        committed = applied.index();
        term = applied.term() + 1;
        boolean fresh = applied.index() == 0;
        membership = fresh ? bootstrap : applied.membership();
        machine.onLeaderChanged(Optional.of(context.memberId()), term);
        long index = committed + 1;
        deliver(List.of(
                fresh
                        ? new CommittedEntry.MembershipChanged(index, term, membership, Bytes.EMPTY)
                        : new CommittedEntry.Blank(index, term)));
        machine.onLeading(term);
    }

    private CommittedEntry entry(long index, Proposal proposal) {
        if (proposal.change() == null) {
            return new CommittedEntry.Command(index, term, proposal.bytes());
        }
        List<String> addresses = ((MembershipChange.UpdateAddresses) proposal.change()).peerUrls();
        membership = new Membership(List.of(new Member(context.memberId(), addresses, false)), membership.removed());
        return new CommittedEntry.MembershipChanged(index, term, membership, proposal.bytes());
    }

    private void deliver(List<CommittedEntry> entries) {
        committed += entries.size();
        machine.apply(entries);
        if (committed - durableAsked >= DURABLE_EVERY && !makingDurable) {
            durableAsked = committed;
            makingDurable = true;
            machine.makeDurable().whenComplete((index, failure) -> makingDurable = false);
        }
    }

    private void refuseWaiting() {
        for (Proposal proposal = proposals.poll(); proposal != null; proposal = proposals.poll()) {
            waiting.decrementAndGet();
            proposal.onFailure().accept(new ProposalFailure.Dropped("the member stops"));
        }
    }

    @Override
    public CompletionStage<Long> readIndex() {
        return CompletableFuture.completedFuture(committed);
    }

    @Override
    public CompletionStage<Void> transferLeadership(MemberId to) {
        return to.equals(context.memberId())
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        new ConsensusException(new ProposalFailure.Dropped("nobody else is there to lead")));
    }

    @Override
    public ConsensusStatus status() {
        long index = committed;
        boolean leads = term > 0 && !closed;
        return new ConsensusStatus(
                leads ? ConsensusStatus.Role.LEADER : ConsensusStatus.Role.FOLLOWER,
                leads ? Optional.of(context.memberId()) : Optional.empty(),
                term,
                index,
                index,
                leads ? context.runtime().clock().nanoseconds() : 0,
                List.of());
    }

    /** What waits is refused on the machine's lane, if that still runs. */
    @Override
    public void close() {
        closed = true;
        if (work != null) {
            work.raise();
        }
    }
}
