package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;

/**
 * Campaigns in a new term. Its own vote counts only when it is durable: else a crash could take it back after it made a
 * leader.
 */
final class Candidate extends Campaigner {
    private final boolean transfer;

    Candidate(MemberState member, Transitions transitions, boolean transfer) {
        super(member, transitions);
        this.transfer = transfer;
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
                                        transfer,
                                        member.commitPoint()));
            }
        }
    }

    @Override
    void won() {
        transitions.becomeLeader();
    }

    @Override
    void onStored() {
        HardState durable = member.log().pipeline().durableHardState();
        if (durable.term() == member.term() && durable.vote().equals(member.vote())) {
            vote(member.self(), true);
        }
    }

    @Override
    public void onVoteResponse(MemberId from, Message.VoteResponse response) {
        vote(from, response.granted());
    }
}
