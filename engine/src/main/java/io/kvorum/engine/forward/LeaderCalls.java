package io.kvorum.engine.forward;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Asks whoever leads, this member included, on one channel, and asks again after a pause until the time is over (R126).
 *
 * <p>Bound: {@value #WAITING_MAX} questions at once; more are refused. Any thread; callbacks run on any thread, possibly
 * before {@link #ask} returns.
 */
public final class LeaderCalls {
    /** Questions at once. */
    static final int WAITING_MAX = 1 << 16;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final NodeRuntime runtime;
    private final Lane lane;
    private final LeaderView leader;
    private final MemberId self;
    private final PeerChannel channel;
    private final PeerReceiver here;
    private final Rules rules;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean stopped;

    /**
     * What holds for all questions of a channel.
     *
     * @param timeout after which a question has failed
     * @param attemptTimeout after which a member that does not answer is given up, and the present leader is asked
     * @param repeatable whether a question that may have been handled already may be asked again
     */
    public record Rules(Duration timeout, Duration attemptTimeout, boolean repeatable) {}

    /**
     * @param lane where pauses end
     * @param here answers while this member leads itself; the same that answers the others on this channel
     */
    public LeaderCalls(
            NodeRuntime runtime,
            Lane lane,
            LeaderView leader,
            MemberId self,
            PeerChannel channel,
            PeerReceiver here,
            Rules rules,
            String channelName) {
        this.runtime = runtime;
        this.lane = lane;
        this.leader = leader;
        this.self = self;
        this.channel = channel;
        this.here = here;
        this.rules = rules;
        runtime.metrics()
                .gauge(
                        "kvorum_leader_calls_pending",
                        "Questions to the leader that wait for their answer.",
                        waiting::get,
                        "channel",
                        channelName);
    }

    /**
     * Asks. Exactly one of the callbacks runs, once.
     *
     * @param answer gets the message of the leader's {@link CallAnswer}
     * @param onFailure gets the leader's error, unless that says that it does not lead; or that there was no leader, or no
     *     answer, in time. With rules that forbid a repetition, {@link ErrorCode#TIMEOUT} means that the fate is unknown
     */
    public void ask(Bytes request, Consumer<Bytes> answer, Consumer<KvorumException> onFailure) {
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            onFailure.accept(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
            return;
        }
        long deadline = runtime.clock().nanoseconds() + rules.timeout().toNanos();
        new Question(request, deadline, answer, onFailure).attempt();
    }

    /** Ends all questions soon. */
    public void stop() {
        stopped = true;
    }

    /** One question on its way. */
    private final class Question {
        private final Bytes request;
        private final long deadline;
        private final Consumer<Bytes> answer;
        private final Consumer<KvorumException> onFailure;

        Question(Bytes request, long deadline, Consumer<Bytes> answer, Consumer<KvorumException> onFailure) {
            this.request = request;
            this.deadline = deadline;
            this.answer = answer;
            this.onFailure = onFailure;
        }

        void attempt() {
            if (stopped) {
                fail(new KvorumException(ErrorCode.STOPPED));
                return;
            }
            Optional<MemberId> target = leader.leader();
            long left = deadline - runtime.clock().nanoseconds();
            if (left <= 0) {
                fail(new KvorumException(target.isPresent() ? ErrorCode.TIMEOUT : ErrorCode.NO_LEADER));
            } else if (target.isEmpty()) {
                pause();
            } else {
                long attempt = Math.min(left, rules.attemptTimeout().toNanos());
                call(target.get(), Duration.ofNanos(attempt)).whenComplete(this::end);
            }
        }

        private CompletionStage<Bytes> call(MemberId target, Duration timeout) {
            return target.equals(self)
                    ? here.onCall(Optional.of(self), request)
                    : channel.call(new PeerTarget.Known(target), request, timeout);
        }

        private void end(Bytes answered, Throwable failure) {
            if (failure != null) {
                boolean handledPerhaps = cause(failure) instanceof PeerCallException call
                        && call.outcome() == PeerCallException.Outcome.UNKNOWN;
                if (handledPerhaps && !rules.repeatable()) {
                    fail(new KvorumException(ErrorCode.TIMEOUT));
                } else {
                    pause();
                }
                return;
            }
            Bytes message;
            try {
                message = CallAnswer.open(answered);
            } catch (KvorumException error) {
                if (isPassing(error)) {
                    pause();
                } else {
                    fail(error);
                }
                return;
            }
            waiting.decrementAndGet();
            answer.accept(message);
        }

        private void pause() {
            runtime.schedule(lane, PAUSE, this::attempt);
        }

        private void fail(KvorumException error) {
            waiting.decrementAndGet();
            onFailure.accept(error);
        }
    }

    /** Whether another member, or the same a moment later, may answer otherwise; nothing was done then. */
    private static boolean isPassing(KvorumException error) {
        return error.is(ErrorCode.NOT_LEADER)
                || error.is(ErrorCode.LEADER_CHANGED)
                || error.is(ErrorCode.NOT_PRIMARY_LESSOR)
                || error.is(ErrorCode.TIMEOUT_WAITING_FOR_APPLIED_INDEX);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
