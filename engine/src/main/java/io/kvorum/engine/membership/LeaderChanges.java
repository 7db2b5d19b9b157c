package io.kvorum.engine.membership;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.engine.forward.CallAnswer;
import io.kvorum.engine.read.ReadGate;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The leader's part of changes of membership: one at a time (R285). A change is judged when this member has applied all
 * that is committed, so that it cannot pass beside another one; it is answered when it is applied here.
 *
 * <p>Bound: {@value #WAITING_MAX} changes that wait; more are refused. Everything runs on the apply lane but
 * {@link #onCall}, which hands over to it.
 */
public final class LeaderChanges implements PeerReceiver {
    /** Changes that may wait for their turn. */
    static final int WAITING_MAX = 64;

    /** What consensus refuses for the moment is proposed again: an earlier change may be open, the leader may be new. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

    private static final int RETRIES_MAX = 40;

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final ClusterState cluster;
    private final LeaderView leader;
    private final QuorumRules quorum;
    private final MembershipRules rules;
    private final PromotionMeters meters;
    private final ArrayDeque<Change> waiting = new ArrayDeque<>();
    private Consensus consensus;
    private ReadGate gate;
    private Change current;

    /** @param lane the apply lane */
    public LeaderChanges(
            EngineConfig config,
            NodeRuntime runtime,
            Lane lane,
            ClusterState cluster,
            LeaderView leader,
            QuorumRules quorum) {
        this.config = config;
        this.runtime = runtime;
        this.lane = lane;
        this.cluster = cluster;
        this.leader = leader;
        this.quorum = quorum;
        this.rules = new MembershipRules(config.learnersMax());
        this.meters = new PromotionMeters(runtime.metrics());
    }

    /** Names who takes changes, and who tells that everything committed is applied. Once, before consensus starts. */
    public void start(Consensus algorithm, ReadGate readGate) {
        consensus = algorithm;
        gate = readGate;
    }

    @Override
    public void onMessage(MemberId from, Bytes message) {
        // Changes come as calls only.
    }

    @Override
    public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
        ChangeRequest decoded;
        try {
            decoded = ChangeRequest.decode(request);
        } catch (IllegalArgumentException malformed) {
            return CompletableFuture.failedFuture(malformed);
        }
        Change change = new Change(decoded);
        if (!lane.offer(() -> enqueue(change))) {
            change.refuse(ErrorCode.TOO_MANY_REQUESTS);
        }
        return change.answer;
    }

    /** An entry with this context was applied. */
    public void onApplied(Bytes context) {
        if (current != null && current.request.context().equals(context)) {
            current.succeed(MemberListResponse.newBuilder()
                    .addAllMembers(cluster.view().members())
                    .build());
        }
    }

    /** Another leads now, or nobody: whoever waits here asks there. */
    public void onLeaderChanged() {
        if (leader.isSelf()) {
            if (current != null && current.handedOver && current.term != leader.term()) {
                // It may be lost with the earlier term, and must not hold the others up.
                current.refuse(ErrorCode.TIMEOUT);
            }
            return;
        }
        for (Change change = waiting.poll(); change != null; change = waiting.poll()) {
            change.refuse(ErrorCode.NOT_LEADER);
        }
        if (current != null) {
            // What was handed over may still become an entry; the member that was asked sees it then.
            current.refuse(current.handedOver ? ErrorCode.TIMEOUT : ErrorCode.NOT_LEADER);
        }
    }

    private void enqueue(Change change) {
        if (!leader.isSelf()) {
            change.refuse(ErrorCode.NOT_LEADER);
        } else if (waiting.size() >= WAITING_MAX) {
            change.refuse(ErrorCode.TOO_MANY_REQUESTS);
        } else {
            waiting.add(change);
            beginNext();
        }
    }

    private void beginNext() {
        if (current == null && !waiting.isEmpty()) {
            current = waiting.poll();
            current.begin();
        }
    }

    private void onLane(Runnable task) {
        runtime.schedule(lane, Duration.ZERO, task);
    }

    /** One change, from its arrival to its answer. */
    private final class Change implements ReadGate.Passage {
        private final ChangeRequest request;
        private final CompletableFuture<Bytes> answer = new CompletableFuture<>();
        private boolean handedOver;
        private long term;
        private int retries;

        Change(ChangeRequest request) {
            this.request = request;
        }

        void begin() {
            runtime.schedule(lane, config.requestTimeout(), () -> refuse(ErrorCode.TIMEOUT));
            gate.enter(this);
        }

        @Override
        public void pass() {
            onLane(this::judge);
        }

        @Override
        public void refuse(KvorumException failure) {
            onLane(() -> fail(failure));
        }

        private void judge() {
            if (answer.isDone()) {
                return;
            }
            MembershipChange change = request.change();
            try {
                rules.check(cluster.view(), change, consensus.status());
                if (change instanceof MembershipChange.Promote && config.strictReconfiguration()) {
                    quorum.check(cluster.view(), change);
                }
            } catch (KvorumException refusal) {
                fail(refusal);
                return;
            }
            handedOver = true;
            term = leader.term();
            consensus.changeMembership(change, request.context(), failure -> onLane(() -> failed(failure)));
        }

        private void failed(ProposalFailure failure) {
            if (answer.isDone()) {
                return;
            }
            if (failure instanceof ProposalFailure.Dropped && retries < RETRIES_MAX) {
                retries++;
                handedOver = false;
                runtime.schedule(lane, RETRY_PAUSE, this::judge);
            } else {
                refuse(codeOf(failure));
            }
        }

        private ErrorCode codeOf(ProposalFailure failure) {
            if (failure instanceof ProposalFailure.NotLeader) {
                return ErrorCode.NOT_LEADER;
            }
            if (failure instanceof ProposalFailure.Overloaded) {
                return ErrorCode.TOO_MANY_REQUESTS;
            }
            if (failure instanceof ProposalFailure.NoSpace) {
                return ErrorCode.NO_SPACE;
            }
            return failure.outcomeUnknown() ? ErrorCode.TIMEOUT : ErrorCode.PROPOSAL_DROPPED;
        }

        void refuse(ErrorCode code) {
            fail(new KvorumException(code));
        }

        private void fail(KvorumException failure) {
            if (answer.complete(CallAnswer.of(failure))) {
                meters.refused(request.change(), failure);
                makeWay();
            }
        }

        void succeed(MemberListResponse members) {
            if (answer.complete(CallAnswer.of(members))) {
                meters.succeeded(request.change());
                makeWay();
            }
        }

        private void makeWay() {
            if (current == this) {
                current = null;
                beginNext();
            }
        }
    }
}
