package io.kvorum.raft.core;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.Optional;

/**
 * What a member does in its term. Messages arrive here only after the term was compared: they are of this member's term,
 * or pre-votes.
 *
 * <p>The handlers here are what every role does; a role that does something else with a message overrides its handler.
 * Answers to questions that this role did not ask are late, and are dropped.
 */
abstract sealed class Role implements MessageHandler permits Follower, Campaigner, Leader {
    protected final MemberState member;
    protected final Transitions transitions;

    Role(MemberState member, Transitions transitions) {
        this.member = member;
        this.transitions = transitions;
    }

    abstract ConsensusStatus.Role kind();

    abstract void tick();

    /** Whether a leader was heard so recently that no vote may be given away. */
    abstract boolean withinLease();

    abstract ProposalOutcome propose(Bytes command, ProposalKind kind);

    abstract void readIndex(long requestId);

    /** More of the log is durable. */
    void onStored() {}

    /** Other members count from now on than {@code before}. */
    void onMembershipChanged(Membership before) {}

    /** Last chance to send what was put off in order to send it in one message. */
    void beforeReady() {}

    /** The role ends. */
    void leave() {}

    Optional<ProposalFailure> changeMembership(MembershipChange change, Bytes context) {
        return Optional.of(new ProposalFailure.NotLeader(member.leader()));
    }

    Optional<ProposalFailure> transferLeadership(MemberId to) {
        return Optional.of(new ProposalFailure.NotLeader(member.leader()));
    }

    @Override
    public void onPreVoteRequest(MemberId from, Message.PreVoteRequest request) {
        boolean free = request.term() > member.term()
                || member.vote().map(from::equals).orElse(member.leader().isEmpty());
        if (free && member.log().isUpToDate(request.lastIndex(), request.lastTerm())) {
            member.outbox().send(from, new Message.PreVoteResponse(request.term(), true, member.commitPoint()));
        } else {
            member.outbox().send(from, new Message.PreVoteResponse(member.term(), false, member.commitPoint()));
        }
    }

    @Override
    public void onVoteRequest(MemberId from, Message.VoteRequest request) {
        boolean free = member.vote().map(from::equals).orElse(member.leader().isEmpty());
        boolean granted = free && member.log().isUpToDate(request.lastIndex(), request.lastTerm());
        if (granted) {
            member.voteFor(from);
            onVoteGranted();
        }
        member.outbox().promise(from, new Message.VoteResponse(member.term(), granted, member.commitPoint()));
    }

    /** This member gave its vote to another. */
    void onVoteGranted() {}

    @Override
    public void onPreVoteResponse(MemberId from, Message.PreVoteResponse response) {}

    @Override
    public void onVoteResponse(MemberId from, Message.VoteResponse response) {}

    /** Somebody else leads: whoever follows nobody follows him now. */
    @Override
    public void onAppendRequest(MemberId from, Message.AppendRequest request) {
        followAndRedeliver(from, request);
    }

    @Override
    public void onHeartbeat(MemberId from, Message.Heartbeat heartbeat) {
        followAndRedeliver(from, heartbeat);
    }

    @Override
    public void onSnapshotOffer(MemberId from, Message.SnapshotOffer offer) {
        followAndRedeliver(from, offer);
    }

    private void followAndRedeliver(MemberId from, Message message) {
        transitions.becomeFollower(member.term(), Optional.of(from));
        transitions.redeliver(from, message);
    }

    @Override
    public void onAppendAccepted(MemberId from, Message.AppendAccepted response) {}

    @Override
    public void onAppendRejected(MemberId from, Message.AppendRejected response) {}

    @Override
    public void onHeartbeatResponse(MemberId from, Message.HeartbeatResponse response) {}

    /** Somebody takes this member for the leader: it asks again when it knows better. */
    @Override
    public void onReadIndexRequest(MemberId from, Message.ReadIndexRequest request) {}

    @Override
    public void onReadIndexResponse(MemberId from, Message.ReadIndexResponse response) {}

    @Override
    public void onForwardedProposals(MemberId from, Message.ForwardedProposals proposals) {
        if (!member.forwardGate().isNew(from, proposals)) {
            return;
        }
        member.outbox()
                .send(
                        from,
                        new Message.ProposalsRefused(
                                member.term(),
                                proposals.incarnation(),
                                proposals.firstSequence(),
                                proposals.commands().size(),
                                RefusalReason.NOT_LEADER));
    }

    @Override
    public void onProposalsRefused(MemberId from, Message.ProposalsRefused refusal) {
        if (refusal.incarnation() == member.incarnation()) {
            member.outbox()
                    .refuseForward(new RefusedForward(
                            refusal.firstSequence(),
                            refusal.count(),
                            refusal.reason().toFailure()));
        }
    }

    @Override
    public void onTimeoutNow(MemberId from, Message.TimeoutNow request) {}
}
