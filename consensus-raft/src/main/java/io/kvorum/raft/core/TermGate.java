package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Compares a message's term with the member's, before its role hears of it: roles deal with their own term only. */
final class TermGate {
    private final MemberState member;
    private final Transitions transitions;
    private final BooleanSupplier withinLease;

    /** @param withinLease whether the present role has heard a leader so recently that no vote may be given away */
    TermGate(MemberState member, Transitions transitions, BooleanSupplier withinLease) {
        this.member = member;
        this.transitions = transitions;
        this.withinLease = withinLease;
    }

    /** Whether the role is to hear of the message; the member has adopted its higher term by then if it should. */
    boolean admits(MemberId from, Message message) {
        if (message instanceof Message.Election election) {
            learnCommit(election.committed());
            if (refusesRemoved(from, message)) {
                return false;
            }
        }
        if (message.term() < member.term()) {
            answerStale(from, message);
            return false;
        }
        return message.term() == member.term() || entersTermOf(from, message);
    }

    private void learnCommit(CommitPoint point) {
        if (point.index() > member.log().commit() && member.log().termAt(point.index()) == point.term()) {
            transitions.commitTo(point.index());
        }
    }

    /** Who was removed raises nobody's term; it is told what is committed, from which it may learn of its removal. */
    private boolean refusesRemoved(MemberId from, Message message) {
        boolean refuses = asksForVote(message) && member.membership().removed().contains(from);
        if (refuses) {
            refuseVote(from);
        }
        return refuses;
    }

    /** A leader that was deposed, or a member whose log is behind, is told the term; else it would never learn it. */
    private void answerStale(MemberId from, Message message) {
        if (isFromLeader(message)) {
            member.outbox().send(from, new Message.AppendRejected(member.term(), 0, 0, 0));
        } else if (asksForVote(message)) {
            refuseVote(from);
        }
    }

    private void refuseVote(MemberId candidate) {
        member.outbox().send(candidate, new Message.PreVoteResponse(member.term(), false, member.commitPoint()));
    }

    private boolean entersTermOf(MemberId from, Message message) {
        boolean forced = message instanceof Message.VoteRequest vote && vote.transfer();
        if (asksForVote(message) && !forced && withinLease.getAsBoolean()) {
            // A member that was cut off must not depose a leader that has its majority.
            return false;
        }
        // Pre-votes name a term that nobody has entered yet.
        boolean hypothetical = message instanceof Message.PreVoteRequest
                || message instanceof Message.PreVoteResponse response && response.granted();
        if (!hypothetical) {
            transitions.becomeFollower(message.term(), isFromLeader(message) ? Optional.of(from) : Optional.empty());
        }
        return true;
    }

    private static boolean asksForVote(Message message) {
        return message instanceof Message.VoteRequest || message instanceof Message.PreVoteRequest;
    }

    private static boolean isFromLeader(Message message) {
        return message instanceof Message.AppendRequest
                || message instanceof Message.Heartbeat
                || message instanceof Message.SnapshotOffer;
    }
}
