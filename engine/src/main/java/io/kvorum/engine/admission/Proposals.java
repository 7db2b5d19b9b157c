package io.kvorum.engine.admission;

import com.google.protobuf.MessageLite;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.StatusCode;
import io.kvorum.engine.EngineConfig;
import io.kvorum.engine.command.Command;
import io.kvorum.engine.command.Operation;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Brings requests into the log and outcomes back to their callers.
 *
 * <p>{@link #propose} runs on the caller's thread and never blocks. The apply lane {@link #take takes} the one that waits
 * for the command it applies; a failed proposal or the sweep takes those whose command will not come.
 */
public final class Proposals {
    /** How many may wait at once; more are refused. */
    static final int CAPACITY = 1 << 16;

    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(100);

    /** How often a caller looks at the backlog: asking for every request would cost more than it is worth. */
    private static final int BACKLOG_SAMPLING = 32;

    private final EngineConfig config;
    private final NodeRuntime runtime;
    private final PendingTable table;
    private final LongSupplier appliedIndex;
    private final BooleanSupplier leaderKnown;
    private final LongFunction<ErrorCode> timeoutReason;
    private final Metrics.Counter failed;

    /** Commands that nobody has got yet, as nobody leads; each belongs to one in the table, which bounds them. */
    private final ConcurrentLinkedQueue<Parked> parked = new ConcurrentLinkedQueue<>();

    private volatile Consensus consensus;
    private volatile boolean stopped;
    private volatile boolean backlogged;

    /**
     * Makes a path that takes nothing yet.
     *
     * @param appliedIndex how far this member has applied; any thread
     * @param leaderKnown whether somebody leads; any thread
     * @param timeoutReason the error of a request that was handed over and not committed in time, by the monotonic time at
     *     which it came; any thread
     */
    public Proposals(
            EngineConfig config,
            NodeRuntime runtime,
            LongSupplier appliedIndex,
            BooleanSupplier leaderKnown,
            LongFunction<ErrorCode> timeoutReason) {
        this.config = config;
        this.runtime = runtime;
        this.appliedIndex = appliedIndex;
        this.leaderKnown = leaderKnown;
        this.timeoutReason = timeoutReason;
        this.table = new PendingTable(CAPACITY, runtime.random("request-id").nextInt());
        Metrics metrics = runtime.metrics();
        this.failed =
                metrics.counter("etcd_server_proposals_failed_total", "The total number of failed proposals seen.");
        metrics.gauge(
                "etcd_server_proposals_pending", "The current number of pending proposals to commit.", table::size);
    }

    /** Names the algorithm that takes proposals from now on, and begins to sweep. Once. */
    public void start(Consensus algorithm, Lane sweepLane) {
        consensus = algorithm;
        scheduleSweep(sweepLane);
    }

    /**
     * Proposes a client's request.
     *
     * @param reply gets the outcome that the apply path finds, or an error of this path (R58, R59, R60)
     */
    public void propose(RequestContext context, Operation operation, MessageLite request, Reply<?> reply) {
        long id = table.nextId();
        long now = runtime.clock().nanoseconds();
        Pending pending = new Pending(
                id, request, context, reply, now, now + config.requestTimeout().toNanos());
        if (stopped) {
            pending.finish(new KvorumException(ErrorCode.STOPPED));
            return;
        }
        Bytes command = Command.encode(
                operation, id, config.memberId().value(), runtime.clock().wallMilliseconds(), 0, request);
        if (command.length() > config.requestBytesMax()) {
            pending.finish(new KvorumException(ErrorCode.REQUEST_TOO_LARGE));
            return;
        }
        if (isBacklogged(id) || !table.add(pending)) {
            pending.finish(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
            return;
        }
        hand(id, command);
    }

    private void hand(long id, Bytes command) {
        consensus.propose(command, ProposalKind.CLIENT, failure -> fail(id, command, failure));
    }

    /** Somebody leads: what waited for that is proposed. Any thread. */
    public void onLeaderChanged() {
        if (leaderKnown.getAsBoolean()) {
            proposeParked();
        }
    }

    /**
     * Proposes something of this node's own, which nobody waits for: whoever wants it looks at the state later and
     * proposes again.
     *
     * @param decidedTerm the term in which this node decided it as the leader, or 0 (CON-10)
     */
    public void proposeInternal(Operation operation, MessageLite request, long decidedTerm) {
        if (stopped) {
            return;
        }
        Bytes command = Command.encode(
                operation,
                table.nextId(),
                config.memberId().value(),
                runtime.clock().wallMilliseconds(),
                decidedTerm,
                request);
        consensus.propose(command, ProposalKind.INTERNAL, failure -> failed.increment());
    }

    /** Takes the one who waits for this command, or gives null if nobody here does. */
    public Pending take(Command command) {
        return command.origin() == config.memberId().value() ? table.take(command.requestId()) : null;
    }

    /** Refuses everything from now on and tells those who wait. */
    public void stop() {
        stopped = true;
        Outcomes outcomes = new Outcomes();
        for (Pending pending = table.takeAny(); pending != null; pending = table.takeAny()) {
            outcomes.add(pending, new KvorumException(ErrorCode.STOPPED));
        }
        outcomes.deliver();
    }

    private boolean isBacklogged(long id) {
        if (id % BACKLOG_SAMPLING == 0 || backlogged) {
            backlogged = consensus.status().commitIndex() - appliedIndex.getAsLong() > EngineConfig.BACKLOG_MAX;
        }
        return backlogged;
    }

    private void fail(long id, Bytes command, ProposalFailure failure) {
        failed.increment();
        if (failure instanceof ProposalFailure.Unknown) {
            // The command may still come: the sweep ends the waiting (R58).
            return;
        }
        if (failure instanceof ProposalFailure.NotLeader) {
            park(id, command);
            return;
        }
        Pending pending = table.take(id);
        if (pending != null) {
            Outcomes one = new Outcomes();
            one.add(pending, describe(failure));
            one.deliver();
        }
    }

    /** Nobody has got the command, so it may be proposed again as soon as somebody leads (R58). */
    private void park(long id, Bytes command) {
        Pending pending = table.peek(id);
        if (pending != null) {
            pending.setParked(true);
            parked.add(new Parked(id, command));
        }
    }

    private void proposeParked() {
        // Those that are parked again meanwhile wait for the next time.
        for (int left = parked.size(); left > 0; left--) {
            Parked next = parked.poll();
            Pending pending = next == null ? null : table.peek(next.id);
            if (pending != null) {
                pending.setParked(false);
                hand(next.id, next.command);
            }
        }
    }

    private static KvorumException describe(ProposalFailure failure) {
        if (failure instanceof ProposalFailure.Overloaded) {
            return new KvorumException(ErrorCode.TOO_MANY_REQUESTS);
        }
        if (failure instanceof ProposalFailure.NoSpace) {
            return new KvorumException(ErrorCode.NO_SPACE);
        }
        return KvorumException.withText(StatusCode.UNKNOWN, "raft proposal dropped");
    }

    private void scheduleSweep(Lane lane) {
        runtime.schedule(lane, SWEEP_INTERVAL, () -> {
            sweep();
            if (!stopped) {
                scheduleSweep(lane);
            }
        });
    }

    private void sweep() {
        long now = runtime.clock().nanoseconds();
        Outcomes outcomes = new Outcomes();
        for (Pending late = table.takeExpired(now); late != null; late = table.takeExpired(now)) {
            failed.increment();
            ErrorCode code = late.isParked()
                    ? ErrorCode.CONTEXT_DEADLINE_EXCEEDED
                    : timeoutReason.apply(late.begunNanoseconds());
            outcomes.add(late, new KvorumException(code));
        }
        outcomes.deliver();
        if (!parked.isEmpty()) {
            if (leaderKnown.getAsBoolean()) {
                proposeParked();
            } else {
                parked.removeIf(one -> table.peek(one.id) == null);
            }
        }
    }

    /** A command that nobody has got. */
    private record Parked(long id, Bytes command) {}
}
