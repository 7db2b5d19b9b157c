package io.kvorum.raft.driver;

import io.kvorum.raft.core.Message;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.SnapshotSink;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What other threads ask of the raft lane. */
sealed interface Mail {
    /** See {@link io.kvorum.spi.consensus.Consensus#propose}. */
    record Proposal(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) implements Mail {}

    /** See {@link io.kvorum.spi.consensus.Consensus#readIndex}. */
    record Read(CompletableFuture<Long> answer) implements Mail {}

    /** See {@link io.kvorum.spi.consensus.Consensus#changeMembership}. */
    record Change(MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure) implements Mail {}

    /** See {@link io.kvorum.spi.consensus.Consensus#transferLeadership}. */
    record Transfer(MemberId to, CompletableFuture<Void> answer) implements Mail {}

    /** A message of another member. */
    record Incoming(MemberId from, Message message) implements Mail {}

    /** The leader offers a snapshot; the answer says where to put it, or fails if it is not wanted. */
    record Offer(MemberId from, Message.SnapshotOffer offer, CompletableFuture<SnapshotSink> answer) implements Mail {}
}
