package io.kvorum.raft.core;

import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.raft.membership.MembershipTransition;
import io.kvorum.raft.progress.Progress;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.Optional;

/** Leads a term: the only one that appends, and the judge of what is committed. */
final class Leader extends Role {
    private final Replication replication;
    private final ReadRounds reads;
    private final LackOfSpace lackOfSpace;
    private final LogStall logStall;
    private final ForwardGate gate;
    private Optional<MemberId> transferTarget = Optional.empty();
    private boolean leaving;
    private int elapsed;

    Leader(MemberState member, Transitions transitions) {
        super(member, transitions);
        this.replication = new Replication(member);
        this.reads = new ReadRounds(member);
        this.gate = member.beginForwardGate();
        this.lackOfSpace = new LackOfSpace(member, replication);
        this.logStall = new LogStall(member);
    }

    /** Appends the first entry of the term; committing it commits whatever earlier leaders left. */
    void begin() {
        append(LogEntry.Kind.BLANK, Bytes.EMPTY);
    }

    Replication replication() {
        return replication;
    }

    Optional<MemberId> transferTarget() {
        return transferTarget;
    }

    @Override
    ConsensusStatus.Role kind() {
        return ConsensusStatus.Role.LEADER;
    }

    @Override
    boolean withinLease() {
        return true;
    }

    @Override
    void tick() {
        elapsed++;
        if (elapsed >= member.settings().electionTicks()) {
            elapsed = 0;
            transferTarget = Optional.empty();
            if (!replication.checkMajorityActive()) {
                stepDown(StepDown.NO_QUORUM);
                return;
            }
        }
        if (logStall.tick() && !member.majority().isOnly(member.self())) {
            handOver();
            stepDown(StepDown.SLOW_LOG);
            return;
        }
        if (hasCommittedInTerm()) {
            member.led();
        }
        if (transferTarget.isEmpty() && !leaving) {
            lackOfSpace.tick();
        }
        replication.tickDepartures();
        replication.beginRound();
    }

    private void stepDown(StepDown reason) {
        member.outbox().stepDown(reason);
        transitions.becomeFollower(member.term(), Optional.empty());
    }

    /** Lets somebody campaign at once who has everything, if there is one. */
    void handOver() {
        for (MemberId voter : member.membership().voters()) {
            if (replication.hasAll(voter)) {
                member.outbox().send(voter, new Message.TimeoutNow(member.term()));
                return;
            }
        }
    }

    /** Whether an entry of this term is committed: before that the commit index may be behind the truth. */
    boolean hasCommittedInTerm() {
        return member.log().termAt(member.log().commit()) == member.term();
    }

    @Override
    ProposalOutcome propose(Bytes command, ProposalKind kind) {
        RefusalReason reason = refusal(kind);
        if (reason != null) {
            return new ProposalOutcome.Refused(reason.toFailure());
        }
        return new ProposalOutcome.Appended(append(LogEntry.Kind.COMMAND, command), member.term());
    }

    /** Why nothing can be appended for this kind now; null if it can. */
    private RefusalReason refusal(ProposalKind kind) {
        if (transferTarget.isPresent() || leaving) {
            return RefusalReason.TRANSFERRING;
        }
        if (kind == ProposalKind.CLIENT && member.logLacksSpace()) {
            return RefusalReason.NO_SPACE;
        }
        // What the node itself wants may go further, but not without end.
        long limit = member.settings().pendingBytesMax() * (kind == ProposalKind.CLIENT ? 1 : 2);
        return member.log().pendingBytes() > limit ? RefusalReason.OVERLOADED : null;
    }

    private long append(LogEntry.Kind kind, Bytes payload) {
        long index = member.log().lastIndex() + 1;
        member.log().append(new LogEntry(index, member.term(), kind, payload));
        return index;
    }

    @Override
    public void onForwardedProposals(MemberId from, Message.ForwardedProposals proposals) {
        if (!gate.pass(from, proposals)) {
            return;
        }
        long sequence = proposals.firstSequence();
        for (ForwardedCommand forwarded : proposals.commands()) {
            RefusalReason reason = refusal(forwarded.kind());
            if (reason == null) {
                append(LogEntry.Kind.COMMAND, forwarded.command());
            } else {
                member.outbox()
                        .send(
                                from,
                                new Message.ProposalsRefused(
                                        member.term(), proposals.incarnation(), sequence, 1, reason));
            }
            sequence++;
        }
    }

    @Override
    Optional<ProposalFailure> changeMembership(MembershipChange change, Bytes context) {
        if (transferTarget.isPresent() || leaving) {
            return Optional.of(RefusalReason.TRANSFERRING.toFailure());
        }
        // Two changes that overlap, or one by a leader that does not know what is committed, could make two majorities
        // that do not overlap. Whoever stores a change must store with it that the one before is committed, which the
        // leader can tell only when it has stored that itself.
        if (member.log().hasOpenMembership() || member.tellableCommit() < member.membershipIndex()) {
            return Optional.of(new ProposalFailure.Dropped("another change of membership is under way"));
        }
        if (!hasCommittedInTerm()) {
            return Optional.of(new ProposalFailure.Dropped("the leader is new and has committed nothing yet"));
        }
        Optional<String> refusal = MembershipTransition.refusal(member.membership(), change);
        if (refusal.isPresent()) {
            return Optional.of(new ProposalFailure.Dropped(refusal.get()));
        }
        MembershipRecord after = new MembershipRecord(MembershipTransition.apply(member.membership(), change), context);
        append(LogEntry.Kind.MEMBERSHIP, after.encode());
        return Optional.empty();
    }

    @Override
    Optional<ProposalFailure> transferLeadership(MemberId to) {
        if (!member.majority().contains(to)) {
            return Optional.of(new ProposalFailure.Dropped("member " + to + " has no vote"));
        }
        if (to.equals(member.self())) {
            return Optional.empty();
        }
        transferTarget = Optional.of(to);
        elapsed = 0;
        continueTransfer(to);
        return Optional.empty();
    }

    private void continueTransfer(MemberId follower) {
        if (transferTarget.equals(Optional.of(follower)) && replication.hasAll(follower)) {
            member.outbox().send(follower, new Message.TimeoutNow(member.term()));
        }
    }

    @Override
    void readIndex(long requestId) {
        reads.add(Optional.empty(), requestId);
    }

    @Override
    public void onReadIndexRequest(MemberId from, Message.ReadIndexRequest request) {
        reads.add(Optional.of(from), request.requestId());
    }

    @Override
    void beforeReady() {
        if (reads.wantsRound() && hasCommittedInTerm()) {
            if (member.majority().isOnly(member.self())) {
                reads.answerAll(member.log().commit());
            } else {
                reads.begin(replication.beginRound(), member.log().commit());
            }
        }
        replication.sendAll();
    }

    @Override
    void leave() {
        reads.abandon();
    }

    @Override
    void onStored() {
        advanceCommit();
    }

    /** Only an entry of its own term may be committed by counting; the earlier ones are committed with it. */
    private void advanceCommit() {
        long reached = replication.majorityMatch();
        if (reached > member.log().commit() && member.log().termAt(reached) == member.term()) {
            transitions.commitTo(reached);
            member.led();
        }
    }

    @Override
    void onMembershipChanged(Membership before) {
        replication.updateMembers(before);
        if (!member.mayCampaign()) {
            leaving = true;
            member.holdBack(member.membershipIndex());
            transferTarget = Optional.empty();
            leaveToHeir();
            return;
        }
        if (transferTarget.isPresent() && !member.majority().contains(transferTarget.get())) {
            transferTarget = Optional.empty();
        }
        advanceCommit();
    }

    /**
     * A leader that was removed leads on until somebody who votes has all it has and knows of the removal: before that it
     * may be the only one that knows, and the other one of two could not be elected without it. It commits nothing alone
     * meanwhile, and its machine hears of the removal afterwards, as it is the end of the member.
     */
    private void leaveToHeir() {
        for (MemberId voter : member.membership().voters()) {
            if (replication.hasAll(voter) && replication.progress(voter).knownCommit() >= member.membershipIndex()) {
                leaving = false;
                member.releaseHeld();
                replication.sendAll();
                member.outbox().send(voter, new Message.TimeoutNow(member.term()));
                stepDown(StepDown.REMOVED);
                return;
            }
        }
    }

    @Override
    public void onAppendAccepted(MemberId from, Message.AppendAccepted response) {
        Progress progress = replication.progress(from);
        if (progress == null) {
            return;
        }
        progress.noteActivity();
        if (progress.state() == Progress.State.SNAPSHOT
                && member.log().termAt(response.matchIndex()) != TermRuns.UNKNOWN) {
            progress.endSnapshot(response.matchIndex());
        }
        if (progress.accepted(response.matchIndex())) {
            advanceCommit();
            continueTransfer(from);
        }
    }

    @Override
    public void onAppendRejected(MemberId from, Message.AppendRejected response) {
        Progress progress = replication.progress(from);
        if (progress == null) {
            return;
        }
        progress.noteActivity();
        // The follower has nothing later than hintTerm at hintIndex: skip our entries of later terms too.
        long agree = member.log().lastIndexWithTermAtMost(response.hintIndex(), response.hintTerm());
        progress.rejected(response.rejectedIndex(), agree + 1);
    }

    @Override
    public void onHeartbeatResponse(MemberId from, Message.HeartbeatResponse response) {
        Progress progress = replication.progress(from);
        if (progress == null) {
            return;
        }
        progress.noteActivity();
        progress.noteRound(response.round());
        replication.probe(from, progress);
        reads.confirmed(replication.majorityRound());
        if (leaving) {
            leaveToHeir();
        }
    }

    @Override
    public void onAppendRequest(MemberId from, Message.AppendRequest request) {
        throw twoLeaders(from);
    }

    @Override
    public void onHeartbeat(MemberId from, Message.Heartbeat heartbeat) {
        throw twoLeaders(from);
    }

    @Override
    public void onSnapshotOffer(MemberId from, Message.SnapshotOffer offer) {
        throw twoLeaders(from);
    }

    private IllegalStateException twoLeaders(MemberId from) {
        return new IllegalStateException("two leaders in term " + member.term() + ": this member and " + from);
    }
}
