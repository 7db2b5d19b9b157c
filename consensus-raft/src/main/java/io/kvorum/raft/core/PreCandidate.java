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

/** Asks whether a campaign would succeed; its own term stays as it is. */
final class PreCandidate extends Role {
    private final ElectionTimer timer;
    private final Map<MemberId, Boolean> votes = new TreeMap<>();

    PreCandidate(MemberState member, Transitions transitions) {
        super(member, transitions);
        this.timer = new ElectionTimer(member);
    }

    /** Asks everybody. Apart from the constructor, as it may end the role. */
    void begin() {
        votes.put(member.self(), true);
        for (MemberId voter : member.membership().voters()) {
            if (!voter.equals(member.self())) {
                member.outbox()
                        .send(
                                voter,
                                new Message.PreVoteRequest(
                                        member.term() + 1,
                                        member.log().lastIndex(),
                                        member.log().lastTerm()));
            }
        }
        count();
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
    void onMembershipChanged() {
        count();
    }

    @Override
    public void onPreVoteResponse(MemberId from, Message.PreVoteResponse response) {
        // A granted answer names the term we would campaign in; one to an earlier question has another.
        if (response.granted() && response.term() != member.term() + 1) {
            return;
        }
        votes.putIfAbsent(from, response.granted());
        count();
    }

    private void count() {
        ElectionResult result = member.majority().election(votes::get);
        if (result == ElectionResult.WON) {
            transitions.becomeCandidate(false);
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
