package io.kvorum.raft.core;

import io.kvorum.raft.quorum.ElectionResult;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Campaigns in a new term. Its own vote counts only when it is durable: else a crash could take it back after it made a
 * leader.
 */
final class Candidate extends Role {
    private final boolean transfer;
    private final ElectionTimer timer;
    private final Map<MemberId, Boolean> votes = new TreeMap<>();

    Candidate(MemberState member, Transitions transitions, boolean transfer) {
        super(member, transitions);
        this.transfer = transfer;
        this.timer = new ElectionTimer(member);
    }

    /** Votes for itself and asks the others. */
    void begin() {
        member.voteFor(member.self());
        for (MemberId voter : member.membership().voters()) {
            if (!voter.equals(member.self())) {
                member.outbox()
                        .promise(
                                voter,
                                new Message.VoteRequest(
                                        member.term(),
                                        member.log().lastIndex(),
                                        member.log().lastTerm(),
                                        transfer));
            }
        }
    }

    @Override
    ConsensusStatus.Role kind() {
        return ConsensusStatus.Role.CANDIDATE;
    }

    @Override
    void tick() {
        if (timer.tick()) {
            transitions.campaign(false);
        }
    }

    @Override
    boolean withinLease() {
        return false;
    }

    @Override
    ProposalOutcome propose(Bytes command, ProposalKind kind) {
        return new ProposalOutcome.Refused(new ProposalFailure.NotLeader(Optional.empty()));
    }

    @Override
    void readIndex(long requestId) {
        member.outbox().failRead(requestId);
    }

    @Override
    void onStored() {
        HardState durable = member.log().pipeline().durableHardState();
        if (durable.term() == member.term()
                && durable.vote().equals(member.vote())
                && votes.putIfAbsent(member.self(), true) == null) {
            count();
        }
    }

    @Override
    void onMembershipChanged() {
        count();
    }

    @Override
    public void onVoteResponse(MemberId from, Message.VoteResponse response) {
        votes.putIfAbsent(from, response.granted());
        count();
    }

    private void count() {
        ElectionResult result = member.majority().election(votes::get);
        if (result == ElectionResult.WON && Boolean.TRUE.equals(votes.get(member.self()))) {
            transitions.becomeLeader();
        } else if (result == ElectionResult.LOST) {
            transitions.becomeFollower(member.term(), Optional.empty());
        }
    }

    @Override
    public void onAppendRequest(MemberId from, Message.AppendRequest request) {
        transitions.becomeFollower(member.term(), Optional.of(from));
        transitions.redeliver(from, request);
    }

    @Override
    public void onHeartbeat(MemberId from, Message.Heartbeat heartbeat) {
        transitions.becomeFollower(member.term(), Optional.of(from));
        transitions.redeliver(from, heartbeat);
    }
}
