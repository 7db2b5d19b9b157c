package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;

/** Asks whether a campaign would succeed; its own term stays as it is. */
final class PreCandidate extends Campaigner {
    PreCandidate(MemberState member, Transitions transitions) {
        super(member, transitions);
    }

    /** Asks everybody. Apart from the constructor, as it may end the role. */
    void begin() {
        for (MemberId voter : member.membership().voters()) {
            if (!voter.equals(member.self())) {
                member.outbox()
                        .send(
                                voter,
                                new Message.PreVoteRequest(
                                        member.term() + 1,
                                        member.log().lastIndex(),
                                        member.log().lastTerm(),
                                        member.commitPoint()));
            }
        }
        vote(member.self(), true);
    }

    @Override
    void won() {
        transitions.becomeCandidate(false);
    }

    @Override
    public void onPreVoteResponse(MemberId from, Message.PreVoteResponse response) {
        // A granted answer names the term we would campaign in; one to an earlier question has another.
        if (!response.granted() || response.term() == member.term() + 1) {
            vote(from, response.granted());
        }
    }
}
