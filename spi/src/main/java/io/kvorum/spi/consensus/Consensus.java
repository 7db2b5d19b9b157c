package io.kvorum.spi.consensus;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A running algorithm on one member. Any thread may call; nothing blocks but {@code start} and {@code close}.
 *
 * <p>There is no success callback for a proposal: the machine recognises its own command when it is applied.
 */
public interface Consensus extends AutoCloseable {
    /**
     * Opens the log, replays what follows {@link ReplicatedStateMachine#applied()}, and takes part. Returns as soon as
     * the member listens to others; entries may be applied before it returns. Once.
     *
     * @throws io.kvorum.spi.ComponentException or {@link io.kvorum.spi.wal.WalCorruptionException} if it cannot start
     */
    void start(ReplicatedStateMachine machine);

    /**
     * Asks for {@code command} to become an entry; a follower forwards it (CON-8).
     *
     * @param command owned by the algorithm from now on
     * @param onFailure called at most once, on any thread, if the command will not, or may not, become an entry. Not
     *     called after the command was applied on this member, and possibly never: the caller keeps a deadline of its own
     */
    void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure);

    /**
     * An index such that a reader who has applied it sees every write that was acknowledged before this call (CON-5).
     * May be complete on return. Fails with {@link ConsensusException}.
     */
    CompletionStage<Long> readIndex();

    /**
     * Asks for a change of membership; done when the machine applies an entry with the same {@code context}. At most one
     * change is under way; a second one fails with {@link ProposalFailure.Dropped}.
     */
    void changeMembership(MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure);

    /** Hands leadership over; completes when {@code to} leads. Fails with {@link ConsensusException}. */
    CompletionStage<Void> transferLeadership(MemberId to);

    /** What this member knows now; cheap, never blocks. */
    ConsensusStatus status();

    /**
     * What hinders this member, or what it leads, at the moment: one short text for each, for people who ask for its
     * status; empty if all is well. Cheap, never blocks.
     */
    default List<String> troubles() {
        return List.of();
    }

    /** Stops taking part. Waits for what is being written. May be repeated. */
    @Override
    void close();
}
