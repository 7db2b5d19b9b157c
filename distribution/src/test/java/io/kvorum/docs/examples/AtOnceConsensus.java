package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One member agrees with itself at once: what is proposed becomes an entry in the order of arrival. Nothing is logged. */
final class AtOnceConsensus implements Consensus {
    private static final int WAITING_MAX = 10_000;
    private static final int BATCH_MAX = 1_000;

    private final ConsensusContext context;
    private final BlockingQueue<Wish> wishes = new ArrayBlockingQueue<>(WAITING_MAX);
    private Membership membership;
    private ReplicatedStateMachine machine;
    private volatile Signal work = () -> {};
    private volatile boolean closed;
    private volatile long committed;
    private volatile long term;

    AtOnceConsensus(ConsensusContext context, Membership founders) {
        this.context = context;
        this.membership = founders;
    }

    /** A command (no addresses), or new addresses of this member with the change's context. */
    private record Wish(Bytes bytes, Optional<List<String>> addresses, Consumer<ProposalFailure> onFailure) {}

    @Override
    public void start(ReplicatedStateMachine startedMachine) {
        machine = startedMachine;
        work = machine.lane().signal(this::work); // CON-7: everything happens on the machine's lane
        work.raise();
    }

    @Override
    public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
        offer(new Wish(command, Optional.empty(), onFailure));
    }

    @Override
    public void changeMembership(MembershipChange change, Bytes why, Consumer<ProposalFailure> onFailure) {
        if (change instanceof MembershipChange.UpdateAddresses update
                && update.member().equals(context.memberId())) {
            offer(new Wish(why, Optional.of(update.peerUrls()), onFailure));
        } else {
            onFailure.accept(new ProposalFailure.Dropped("consensus at-once is for one member"));
        }
    }

    private void offer(Wish wish) {
        if (wishes.offer(wish)) {
            work.raise();
        } else {
            wish.onFailure().accept(new ProposalFailure.Overloaded()); // CON-4
        }
    }

    private void work() {
        if (closed) {
            for (Wish wish = wishes.poll(); wish != null; wish = wishes.poll()) {
                wish.onFailure().accept(new ProposalFailure.Dropped("the member stops"));
            }
            return;
        }
        if (term == 0) {
            lead();
        }
        List<Wish> taken = new ArrayList<>();
        if (wishes.drainTo(taken, BATCH_MAX) > 0) {
            List<CommittedEntry> entries = new ArrayList<>();
            taken.forEach(wish -> entries.add(entry(committed + 1 + entries.size(), wish)));
            deliver(entries);
            work.raise();
        }
    }

    /** Goes on behind what the machine has applied, in a new term (CON-2, CON-10). */
    private void lead() {
        AppliedState applied = machine.applied();
        committed = applied.index();
        term = applied.term() + 1;
        machine.onLeaderChanged(Optional.of(context.memberId()), term);
        if (applied.index() == 0) {
            deliver(List.of(new CommittedEntry.MembershipChanged(1, term, membership, Bytes.EMPTY)));
        } else {
            membership = applied.membership();
            deliver(List.of(new CommittedEntry.Blank(committed + 1, term)));
        }
        machine.onLeading(term);
    }

    private CommittedEntry entry(long index, Wish wish) {
        if (wish.addresses().isEmpty()) {
            return new CommittedEntry.Command(index, term, wish.bytes());
        }
        Member self = new Member(context.memberId(), wish.addresses().get(), false);
        membership = new Membership(List.of(self), membership.removed());
        return new CommittedEntry.MembershipChanged(index, term, membership, wish.bytes());
    }

    private void deliver(List<CommittedEntry> entries) {
        committed += entries.size(); // before apply: who is answered from within finds its own write (CON-5)
        machine.apply(entries);
    }

    @Override
    public CompletionStage<Long> readIndex() {
        return CompletableFuture.completedFuture(committed);
    }

    @Override
    public CompletionStage<Void> transferLeadership(MemberId to) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public ConsensusStatus status() {
        boolean leads = term > 0 && !closed;
        return new ConsensusStatus(
                leads ? ConsensusStatus.Role.LEADER : ConsensusStatus.Role.FOLLOWER,
                leads ? Optional.of(context.memberId()) : Optional.empty(),
                term,
                committed,
                committed,
                leads ? context.runtime().clock().nanoseconds() : 0,
                List.of());
    }

    @Override
    public void close() {
        closed = true;
        work.raise();
    }
}
// endregion
