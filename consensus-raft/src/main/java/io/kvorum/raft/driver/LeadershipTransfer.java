package io.kvorum.raft.driver;

import io.kvorum.raft.core.LeaderView;
import io.kvorum.raft.core.RaftCore;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ProposalFailure;
import java.util.Optional;

/** The hand-over of leadership that somebody waits for; one at a time. Raft lane. */
final class LeadershipTransfer {
    private final RaftCore core;
    private Mail.Transfer request;

    LeadershipTransfer(RaftCore core) {
        this.core = core;
    }

    /** Begins a hand-over; whoever asks while another one goes on is refused. */
    void begin(Mail.Transfer wanted) {
        if (request != null) {
            fail(wanted, new ProposalFailure.Dropped("leadership is being transferred already"));
            return;
        }
        Optional<ProposalFailure> refusal = core.transferLeadership(wanted.to());
        if (refusal.isPresent()) {
            fail(wanted, refusal.get());
        } else {
            request = wanted;
            watch();
        }
    }

    /** Looks whether it is over: another one leads, or the core has given it up. */
    void watch() {
        if (request == null) {
            return;
        }
        LeaderView view = core.leaderView();
        if (view.leader().equals(Optional.of(request.to()))) {
            request.answer().complete(null);
            request = null;
        } else if (view.leader().isPresent() && core.transferTarget().isEmpty()) {
            end(new ProposalFailure.Dropped("member " + request.to() + " did not take over in time"));
        }
    }

    /** Ends it without success, if there is one. */
    void end(ProposalFailure failure) {
        if (request != null) {
            fail(request, failure);
            request = null;
        }
    }

    static void fail(Mail.Transfer request, ProposalFailure failure) {
        request.answer().completeExceptionally(new ConsensusException(failure));
    }
}
