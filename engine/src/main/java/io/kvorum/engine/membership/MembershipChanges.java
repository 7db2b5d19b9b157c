package io.kvorum.engine.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.forward.LeaderCalls;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The asked member's part of changes of membership: the strict check, the call to the leader, and the wait until the change
 * is applied here (R285).
 *
 * <p>Bound: {@value #WAITING_MAX} changes that wait; more are refused. Confined to the apply lane but for {@link #change}.
 */
public final class MembershipChanges {
    /** Changes that may wait for their end. */
    static final int WAITING_MAX = 64;

    /** The leader's word, or that there is no leader, says more than the end of the time, so it may come a little later. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final Lane lane;
    private final ClusterState cluster;
    private final QuorumRules quorum;
    private final LeaderCalls calls;
    private final Map<Bytes, Waiter> waiters = new LinkedHashMap<>();
    private long nextRequestId;

    /**
     * @param lane the apply lane
     * @param calls on the channel that {@link LeaderChanges} answers
     */
    public MembershipChanges(
            EngineConfig config,
            NodeRuntime runtime,
            Lane lane,
            ClusterState cluster,
            QuorumRules quorum,
            LeaderCalls calls) {
        this.config = config;
        this.runtime = runtime;
        this.lane = lane;
        this.cluster = cluster;
        this.quorum = quorum;
        this.calls = calls;
        // Differs from life to life: an entry of an earlier one is nobody's of today.
        this.nextRequestId = runtime.random("membership-request").nextLong();
    }

    /**
     * Changes the membership. Any thread.
     *
     * @param reply gets the members after the change, ascending by id
     */
    public void change(MembershipChange change, Reply<List<Member>> reply) {
        if (!lane.offer(() -> begin(change, reply))) {
            reply.fail(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
        }
    }

    /** An entry with this context was applied. */
    public void onApplied(Bytes context) {
        Waiter waiter = waiters.remove(context);
        if (waiter != null) {
            waiter.reply.complete(cluster.view().members());
        }
    }

    /** The state was replaced: what the leader said to be done is done here as well. */
    public void onReset() {
        List<Waiter> done = new ArrayList<>();
        waiters.values().removeIf(waiter -> waiter.applied && done.add(waiter));
        done.forEach(waiter -> waiter.reply.complete(cluster.view().members()));
    }

    /** The member stops. */
    public void stop() {
        lane.offer(() -> {
            List<Waiter> left = List.copyOf(waiters.values());
            waiters.clear();
            left.forEach(waiter -> waiter.reply.fail(new KvorumException(ErrorCode.STOPPED)));
        });
    }

    private void begin(MembershipChange change, Reply<List<Member>> reply) {
        if (waiters.size() >= WAITING_MAX) {
            reply.fail(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
            return;
        }
        // A promotion is judged by the leader alone, since only it knows who is in sync (R281).
        if (config.strictReconfiguration() && !(change instanceof MembershipChange.Promote)) {
            try {
                quorum.check(cluster.view(), change);
            } catch (KvorumException refusal) {
                reply.fail(refusal);
                return;
            }
        }
        Bytes context = ChangeRequest.context(config.memberId(), nextRequestId++);
        Waiter waiter = new Waiter(change, reply);
        waiters.put(context, waiter);
        runtime.schedule(lane, config.requestTimeout().plus(GRACE), () -> fail(context, ErrorCode.TIMEOUT));
        calls.ask(
                new ChangeRequest(change, context).encode(),
                answer -> onLane(() -> doneAtLeader(context, answer)),
                failure -> onLane(() -> refusedByLeader(context, failure)));
    }

    private void doneAtLeader(Bytes context, Bytes answer) {
        Waiter waiter = waiters.get(context);
        if (waiter == null) {
            return;
        }
        waiter.applied = true;
        if (waiter.change instanceof MembershipChange.Remove remove
                && remove.member().equals(config.memberId())) {
            // Nobody sends entries to a removed member, so its own removal may never reach it.
            waiters.remove(context);
            waiter.reply.complete(membersOf(answer));
        }
    }

    private static List<Member> membersOf(Bytes answer) {
        try {
            return MemberListResponse.parseFrom(answer.toByteBuffer()).getMembersList();
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalStateException("the leader's list of members does not parse", malformed);
        }
    }

    private void refusedByLeader(Bytes context, KvorumException failure) {
        Waiter waiter = waiters.get(context);
        if (waiter == null || failure.is(ErrorCode.TIMEOUT)) {
            // Its fate is not known: it may still be applied here before the time is over.
            return;
        }
        boolean neverHandedOver =
                failure.is(ErrorCode.NO_LEADER) && !(waiter.change instanceof MembershipChange.Promote);
        waiters.remove(context);
        waiter.reply.fail(neverHandedOver ? new KvorumException(ErrorCode.CONTEXT_DEADLINE_EXCEEDED) : failure);
    }

    private void fail(Bytes context, ErrorCode code) {
        Waiter waiter = waiters.remove(context);
        if (waiter != null) {
            waiter.reply.fail(new KvorumException(code));
        }
    }

    private void onLane(Runnable task) {
        runtime.schedule(lane, Duration.ZERO, task);
    }

    /** One who waits; {@code applied} once the leader has said so. */
    private static final class Waiter {
        private final MembershipChange change;
        private final Reply<List<Member>> reply;
        private boolean applied;

        Waiter(MembershipChange change, Reply<List<Member>> reply) {
            this.change = change;
            this.reply = reply;
        }
    }
}
