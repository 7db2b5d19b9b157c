package io.kvorum.raft.core;

import io.kvorum.raft.quorum.ElectionResult;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Knows no leader and counts who would have it as one; tries again after a timeout. */
abstract sealed class Campaigner extends Role permits PreCandidate, Candidate {
    private final ElectionTimer timer;
    private final Map<MemberId, Boolean> votes = new TreeMap<>();

    Campaigner(MemberState member, Transitions transitions) {
        super(member, transitions);
        this.timer = new ElectionTimer(member);
    }

    /** A majority is for this member. */
    abstract void won();

    /** Notes an answer; the first one of each member counts. */
    final void vote(MemberId from, boolean granted) {
        if (votes.putIfAbsent(from, granted) == null) {
            count();
        }
    }

    private void count() {
        ElectionResult result = member.majority().election(votes::get);
        // Its own vote counts like any other, and nothing is decided without it.
        if (result == ElectionResult.WON && votes.containsKey(member.self())) {
            won();
        } else if (result == ElectionResult.LOST) {
            transitions.becomeFollower(member.term(), Optional.empty());
        }
    }

    @Override
    final ConsensusStatus.Role kind() {
        return ConsensusStatus.Role.CANDIDATE;
    }

    /** Who is alone waits for his own disk only, and one more campaign would wait for the same disk, in one more term. */
    @Override
    final void tick() {
        if (timer.tick() && !member.isAlone()) {
            transitions.campaign(false);
        }
    }

    @Override
    final boolean withinLease() {
        return false;
    }

    @Override
    final ProposalOutcome propose(Bytes command, ProposalKind kind) {
        return new ProposalOutcome.Refused(new ProposalFailure.NotLeader(Optional.empty()));
    }

    @Override
    final void readIndex(long requestId) {
        member.outbox().failRead(requestId);
    }

    @Override
    final void onMembershipChanged(Membership before) {
        count();
    }
}
