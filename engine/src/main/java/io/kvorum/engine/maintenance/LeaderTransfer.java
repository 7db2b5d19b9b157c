package io.kvorum.engine.maintenance;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MoveLeaderResponse;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.runtime.Cancellable;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands leadership to a named member (R317). Any thread. */
public final class LeaderTransfer {
    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane timers;
    private final Consensus consensus;
    private final ClusterState cluster;
    private final LeaderView leader;

    /** @param timers where deadlines of callers pass */
    public LeaderTransfer(
            EngineConfig config,
            NodeRuntime runtime,
            Lane timers,
            Consensus consensus,
            ClusterState cluster,
            LeaderView leader) {
        this.config = config;
        this.runtime = runtime;
        this.timers = timers;
        this.consensus = consensus;
        this.cluster = cluster;
        this.leader = leader;
    }

    /** Whether this member leads, so that it may be asked. */
    public boolean mayAsk() {
        return leader.isSelf();
    }

    /** Answers when {@code target} leads, or when the caller's deadline or the attempt is over. */
    public void begin(RequestContext context, MemberId target, Reply<MoveLeaderResponse> reply) {
        if (!mayAsk()) {
            reply.fail(new KvorumException(ErrorCode.NOT_LEADER));
            return;
        }
        Optional<Member> heir = cluster.view().find(target);
        if (heir.isEmpty() || heir.get().getIsLearner()) {
            reply.fail(new KvorumException(ErrorCode.BAD_LEADER_TRANSFEREE));
            return;
        }
        if (target.equals(config.memberId())) {
            reply.complete(MoveLeaderResponse.getDefaultInstance());
            return;
        }
        AtomicBoolean answered = new AtomicBoolean();
        Cancellable deadline = deadline(context, () -> {
            if (answered.compareAndSet(false, true)) {
                reply.fail(new KvorumException(ErrorCode.LEADER_TRANSFER_TIMEOUT));
            }
        });
        consensus.transferLeadership(target).whenComplete((nothing, failure) -> {
            deadline.cancel();
            if (!answered.compareAndSet(false, true)) {
                return;
            }
            if (failure == null) {
                reply.complete(MoveLeaderResponse.getDefaultInstance());
            } else {
                reply.fail(new KvorumException(codeOf(failure)));
            }
        });
    }

    private Cancellable deadline(RequestContext context, Runnable onDeadline) {
        if (context.deadlineNanos() == RequestContext.NO_DEADLINE) {
            return () -> {};
        }
        long left = Math.max(0, context.deadlineNanos() - runtime.clock().nanoseconds());
        return runtime.schedule(timers, Duration.ofNanos(left), onDeadline);
    }

    /** An attempt that was given up is to the caller what a late one is: somebody else may or may not lead soon. */
    private static ErrorCode codeOf(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean ledNoMore =
                cause instanceof ConsensusException refused && refused.failure() instanceof ProposalFailure.NotLeader;
        return ledNoMore ? ErrorCode.NOT_LEADER : ErrorCode.LEADER_TRANSFER_TIMEOUT;
    }
}
