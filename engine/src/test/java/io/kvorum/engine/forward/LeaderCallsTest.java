package io.kvorum.engine.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.engine.cluster.LeaderView;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LeaderCallsTest {
    private static final MemberId SELF = new MemberId(1);
    private static final MemberId OTHER = new MemberId(2);
    private static final Bytes DONE = CallAnswer.of(StringValue.of("done"));
    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n", Path.of("n"));
    private final LeaderView leader = new LeaderView(SELF);
    private final ScriptedChannel channel = new ScriptedChannel();
    private final List<String> heard = new ArrayList<>();
    private final LeaderCalls repeatable = calls(true);
    private final LeaderCalls once = calls(false);

    @Test
    void r126_theLeaderIsAskedAndItsAnswerComesBack() {
        lead(OTHER);
        channel.answer = () -> CompletableFuture.completedFuture(DONE);
        ask(repeatable);

        assertThat(heard).containsExactly("done");
        assertThat(channel.asked).containsExactly(new PeerTarget.Known(OTHER));
    }

    @Test
    void aLeaderAsksItself() {
        lead(SELF);
        ask(repeatable);

        assertThat(heard).containsExactly("here");
        assertThat(channel.asked).isEmpty();
    }

    @Test
    void r126_aQuestionWaitsForALeaderAndGoesToWhoeverLeadsThen() {
        ask(once);
        simulation.runFor(Duration.ofSeconds(3));
        assertThat(heard).isEmpty();

        lead(OTHER);
        channel.answer = () -> CompletableFuture.completedFuture(DONE);
        simulation.runFor(Duration.ofMillis(60));
        assertThat(heard).containsExactly("done");
    }

    @Test
    void r126_withoutALeaderInTimeItFails() {
        ask(repeatable);
        simulation.runFor(Duration.ofMillis(7_100));

        assertThat(heard).containsExactly("NO_LEADER");
    }

    @Test
    void r126_whoDoesNotLeadIsAskedAgain() {
        lead(OTHER);
        channel.answer = () -> refusal(ErrorCode.NOT_LEADER);
        ask(once);
        simulation.runFor(Duration.ofSeconds(1));
        assertThat(heard).isEmpty();
        assertThat(channel.asked).hasSizeBetween(15, 21);

        channel.answer = () -> refusal(ErrorCode.LEARNER_NOT_READY);
        simulation.runFor(Duration.ofMillis(60));
        assertThat(heard).containsExactly("LEARNER_NOT_READY");
    }

    @Test
    void whatDidNotArriveIsAskedAgain() {
        lead(OTHER);
        channel.answer = () -> failure(Outcome.UNREACHABLE);
        ask(once);
        simulation.runFor(Duration.ofMillis(7_100));

        assertThat(heard).containsExactly("TIMEOUT");
        assertThat(channel.asked).hasSizeGreaterThan(100);
    }

    @Test
    void whatMayHaveBeenHandledIsAskedAgainOnlyIfThatDoesNoHarm() {
        lead(OTHER);
        channel.answer = () -> failure(Outcome.UNKNOWN);
        ask(once);
        assertThat(heard).containsExactly("TIMEOUT");
        assertThat(channel.asked).hasSize(1);

        ask(repeatable);
        channel.answer = () -> CompletableFuture.completedFuture(DONE);
        simulation.runFor(Duration.ofMillis(60));
        assertThat(heard).containsExactly("TIMEOUT", "done");
    }

    @Test
    void anAttemptEndsSoonerThanTheQuestion() {
        lead(OTHER);
        channel.answer = CompletableFuture::new;
        ask(repeatable);
        simulation.runFor(Duration.ofMillis(6_900));

        assertThat(channel.timeouts).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void moreQuestionsThanThereIsRoomForAreRefused() {
        for (int i = 0; i < LeaderCalls.WAITING_MAX; i++) {
            ask(repeatable);
        }
        assertThat(heard).isEmpty();

        ask(repeatable);
        assertThat(heard).containsExactly("TOO_MANY_REQUESTS");
    }

    @Test
    void whoStopsAnswersEverybody() {
        ask(repeatable);
        repeatable.stop();
        simulation.runFor(Duration.ofMillis(60));

        assertThat(heard).containsExactly("STOPPED");
    }

    private LeaderCalls calls(boolean mayRepeat) {
        PeerReceiver here = new PeerReceiver() {
            @Override
            public void onMessage(MemberId from, Bytes message) {}

            @Override
            public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
                return CompletableFuture.completedFuture(CallAnswer.of(StringValue.of("here")));
            }
        };
        return new LeaderCalls(
                runtime,
                runtime.lane("calls", 16),
                leader,
                SELF,
                channel,
                here,
                new LeaderCalls.Rules(TIMEOUT, Duration.ofSeconds(1), mayRepeat),
                "test");
    }

    private void lead(MemberId id) {
        leader.update(Optional.of(id), 1);
    }

    private void ask(LeaderCalls calls) {
        calls.ask(
                Bytes.EMPTY,
                answer -> heard.add(answer.slice(2, answer.length() - 2).toUtf8()),
                failure -> heard.add(failure.code().orElseThrow().name()));
    }

    private static CompletionStage<Bytes> refusal(ErrorCode code) {
        return CompletableFuture.completedFuture(CallAnswer.of(new KvorumException(code)));
    }

    private static CompletionStage<Bytes> failure(Outcome outcome) {
        return CompletableFuture.failedFuture(new PeerCallException(outcome, "scripted"));
    }

    /** Answers every call as the test says. */
    private static final class ScriptedChannel implements PeerChannel {
        private final List<PeerTarget> asked = new ArrayList<>();
        private final List<Duration> timeouts = new ArrayList<>();
        private Supplier<CompletionStage<Bytes>> answer = CompletableFuture::new;

        @Override
        public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
            throw new AssertionError("questions are calls");
        }

        @Override
        public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
            asked.add(to);
            timeouts.add(timeout);
            return answer.get();
        }

        @Override
        public void receive(PeerReceiver receiver) {}
    }
}
