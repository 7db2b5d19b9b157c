package io.kvorum.raft.core;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Follows a leader, or waits for one. */
final class Follower extends Role {
    private final ElectionTimer timer;
    private final TreeSet<Long> openReads = new TreeSet<>();
    private List<ForwardedCommand> forwards = new ArrayList<>();
    private long firstForward;
    private long forwardBytes;

    Follower(MemberState member, Transitions transitions) {
        super(member, transitions);
        this.timer = new ElectionTimer(member);
    }

    /** At the start of a process: whoever led before was silent for a while already. */
    void advanceTimer() {
        timer.advance();
    }

    @Override
    ConsensusStatus.Role kind() {
        return member.isLearner() ? ConsensusStatus.Role.LEARNER : ConsensusStatus.Role.FOLLOWER;
    }

    @Override
    void tick() {
        // Only one member has a reason to be its own leader at once; others wait for their timeout.
        if (timer.tick() && mayCampaign()) {
            timer.reset();
            transitions.campaign(false);
            return;
        }
        // Requests and answers may be lost; repeating a request only makes its answer younger.
        member.leader().ifPresent(leader -> openReads.forEach(id -> askForIndex(leader, id)));
    }

    /** What a member that takes over a snapshot has is about to be replaced, so it does not offer that to others. */
    private boolean mayCampaign() {
        return member.mayCampaign() && member.installation().isEmpty();
    }

    @Override
    boolean withinLease() {
        return member.leader().isPresent() && timer.withinLease();
    }

    @Override
    void onVoteGranted() {
        timer.reset();
    }

    @Override
    ProposalOutcome propose(Bytes command, ProposalKind kind) {
        // Before something of this life is durable, its incarnation could be given again.
        if (member.leader().isEmpty() || !member.log().pipeline().hasStored()) {
            return new ProposalOutcome.Refused(new ProposalFailure.NotLeader(Optional.empty()));
        }
        if (forwardBytes > member.settings().pendingBytesMax()) {
            return new ProposalOutcome.Refused(new ProposalFailure.Overloaded());
        }
        long sequence = member.takeForwardSequences(1);
        if (forwards.isEmpty()) {
            firstForward = sequence;
        }
        forwards.add(new ForwardedCommand(kind, command));
        forwardBytes += command.length();
        if (forwardBytes >= member.settings().appendBytesMax()) {
            sendForwards();
        }
        return new ProposalOutcome.Forwarded(sequence);
    }

    @Override
    void beforeReady() {
        sendForwards();
    }

    private void sendForwards() {
        if (forwards.isEmpty()) {
            return;
        }
        MemberId leader = member.leader().orElseThrow();
        member.outbox()
                .send(
                        leader,
                        new Message.ForwardedProposals(member.term(), member.incarnation(), firstForward, forwards));
        forwards = new ArrayList<>();
        forwardBytes = 0;
    }

    @Override
    void readIndex(long requestId) {
        if (member.leader().isEmpty()) {
            member.outbox().failRead(requestId);
            return;
        }
        openReads.add(requestId);
        askForIndex(member.leader().get(), requestId);
    }

    private void askForIndex(MemberId leader, long requestId) {
        member.outbox().send(leader, new Message.ReadIndexRequest(member.term(), requestId));
    }

    @Override
    public void onReadIndexResponse(MemberId from, Message.ReadIndexResponse response) {
        if (openReads.remove(response.requestId())) {
            member.outbox().answerRead(response.requestId(), response.index());
        }
    }

    @Override
    void leave() {
        openReads.forEach(member.outbox()::failRead);
        if (!forwards.isEmpty()) {
            member.outbox()
                    .refuseForward(new RefusedForward(
                            firstForward, forwards.size(), new ProposalFailure.NotLeader(Optional.empty())));
        }
    }

    @Override
    public void onHeartbeat(MemberId from, Message.Heartbeat heartbeat) {
        follow(from);
        if (heartbeat.commit() > member.log().commit()) {
            transitions.commitTo(heartbeat.commit());
        }
        member.outbox().send(from, new Message.HeartbeatResponse(member.term(), heartbeat.round()));
    }

    @Override
    public void onAppendRequest(MemberId from, Message.AppendRequest request) {
        follow(from);
        RaftLog log = member.log();
        if (member.installation().isPresent() || tooMuchWaits(request)) {
            // As if the network had lost it: the leader asks again.
            return;
        }
        if (request.previousIndex() < log.commit()) {
            // Late: what is committed here is in the leader's log too.
            member.outbox().accept(from, new Message.AppendAccepted(member.term(), log.commit()));
            return;
        }
        long termHere = log.termAt(request.previousIndex());
        if (termHere == TermRuns.UNKNOWN || termHere != request.previousTerm()) {
            reject(from, request);
            return;
        }
        log.merge(request.entries());
        long agreed = request.previousIndex() + request.entries().size();
        long commit = Math.min(request.commit(), agreed);
        if (commit > log.commit()) {
            transitions.commitTo(commit);
        }
        member.outbox().accept(from, new Message.AppendAccepted(member.term(), agreed));
    }

    /** What is not applied yet is in memory. The leader sends again when it hears that the entries did not arrive. */
    private boolean tooMuchWaits(Message.AppendRequest request) {
        return !request.entries().isEmpty()
                && member.log().pendingBytes() > 2 * member.settings().pendingBytesMax();
    }

    @Override
    public void onSnapshotOffer(MemberId from, Message.SnapshotOffer offer) {
        follow(from);
        if (member.installation().isPresent() || member.needs(offer.meta())) {
            return;
        }
        // The log has all that is in the snapshot.
        if (offer.meta().index() > member.log().commit()) {
            transitions.commitTo(offer.meta().index());
        }
        member.outbox()
                .promise(
                        from,
                        new Message.AppendAccepted(member.term(), member.log().commit()));
    }

    /** The logs cannot agree where this one has a later term than the leader at the point it asked for. */
    private void reject(MemberId from, Message.AppendRequest request) {
        RaftLog log = member.log();
        long hint =
                log.lastIndexWithTermAtMost(Math.min(request.previousIndex(), log.lastIndex()), request.previousTerm());
        member.outbox()
                .send(from, new Message.AppendRejected(member.term(), request.previousIndex(), hint, log.termAt(hint)));
    }

    private void follow(MemberId from) {
        timer.reset();
        member.led();
        member.releaseHeld();
        if (member.leader().isEmpty()) {
            member.setLeader(Optional.of(from));
        } else if (!member.leader().get().equals(from)) {
            throw new IllegalStateException("two leaders in term " + member.term() + ": "
                    + member.leader().get() + " and " + from);
        }
    }

    @Override
    public void onTimeoutNow(MemberId from, Message.TimeoutNow request) {
        // Whoever has no room either would only hand over again.
        if (mayCampaign() && !member.logLacksSpace()) {
            transitions.campaign(true);
        }
    }
}
