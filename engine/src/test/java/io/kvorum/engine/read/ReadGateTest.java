package io.kvorum.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusException;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private final Simulation simulation = new Simulation(1);
    private final SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n", Path.of("n"));
    private final Questions consensus = new Questions();
    private final List<String> heard = new ArrayList<>();
    private long applied = 10;
    private final ReadGate gate =
            new ReadGate(runtime, runtime.lane("gate", 100), consensus, () -> applied, Duration.ofSeconds(7));

    @Test
    void aReadWhoseIndexIsKnownAndAppliedPassesOnItsCallersThread() {
        consensus.known = 10L;

        enter("read");

        assertThat(heard).containsExactly("read passed");
    }

    @Test
    void r35_readsThatArriveDuringARoundShareTheNextOne() {
        enter("first");
        simulation.settle();
        enter("second");
        enter("third");
        simulation.settle();
        assertThat(consensus.asked).hasSize(2); // the first one asked once by itself and once for its round

        consensus.answerAll(10);
        simulation.settle();
        assertThat(heard).containsExactly("first passed");
        assertThat(consensus.asked).hasSize(1);

        consensus.answerAll(10);
        simulation.settle();
        assertThat(heard).containsExactly("first passed", "second passed", "third passed");
    }

    @Test
    void r35_aReadWaitsUntilItsIndexIsApplied() {
        enter("read");
        simulation.settle();
        consensus.answerAll(12);
        simulation.settle();
        assertThat(heard).isEmpty();

        applied = 12;
        gate.onApplied();
        simulation.settle();
        assertThat(heard).containsExactly("read passed");
    }

    @Test
    void r37_withoutAQuorumTheQuestionIsAskedAgainAndTheReadTimesOutAtLast() {
        enter("read");
        simulation.runFor(Duration.ofMillis(1_700));
        assertThat(consensus.questions).isGreaterThanOrEqualTo(4);
        assertThat(heard).isEmpty();

        simulation.runFor(Duration.ofSeconds(7));
        assertThat(heard).containsExactly("read refused " + ErrorCode.TIMEOUT);
    }

    @Test
    void r37_aRefusedQuestionIsAskedAgain() {
        enter("read");
        simulation.settle();
        consensus.refuseAll();
        simulation.runFor(Duration.ofMillis(600));
        consensus.answerAll(10);
        simulation.settle();

        assertThat(heard).containsExactly("read passed");
    }

    @Test
    void r37_aChangeOfLeaderRefusesThoseWhoWaitForTheOldOne() {
        enter("read");
        simulation.settle();
        gate.onLeaderChanged();
        simulation.settle();

        assertThat(heard).containsExactly("read refused " + ErrorCode.LEADER_CHANGED);
    }

    @Test
    void anAnswerToAnEarlierQuestionDoesNotLetALaterReadPass() {
        enter("read");
        simulation.settle();
        List<CompletableFuture<Long>> old = List.copyOf(consensus.asked);
        gate.onLeaderChanged();
        simulation.settle();
        enter("later");
        simulation.settle();

        old.forEach(question -> question.complete(1L));
        simulation.settle();

        assertThat(heard).containsExactly("read refused " + ErrorCode.LEADER_CHANGED);
    }

    @Test
    void aClosedGateRefusesEverybody() {
        enter("read");
        simulation.settle();
        gate.close();
        simulation.settle();
        enter("later");
        simulation.settle();

        assertThat(heard).containsExactly("read refused " + ErrorCode.STOPPED, "later refused " + ErrorCode.STOPPED);
    }

    private void enter(String name) {
        gate.enter(new ReadGate.Passage() {
            @Override
            public void pass() {
                heard.add(name + " passed");
            }

            @Override
            public void refuse(KvorumException failure) {
                heard.add(name + " refused " + failure.code().orElseThrow());
            }
        });
    }

    /** Consensus that only answers questions for an index, when the test says so. */
    private static final class Questions implements Consensus {
        private final ArrayDeque<CompletableFuture<Long>> asked = new ArrayDeque<>();
        private int questions;
        private Long known;

        @Override
        public CompletionStage<Long> readIndex() {
            questions++;
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
            CompletableFuture<Long> question = new CompletableFuture<>();
            asked.add(question);
            return question;
        }

        void answerAll(long index) {
            List<CompletableFuture<Long>> open = List.copyOf(asked);
            asked.clear();
            open.forEach(question -> question.complete(index));
        }

        void refuseAll() {
            List<CompletableFuture<Long>> open = List.copyOf(asked);
            asked.clear();
            open.forEach(question -> question.completeExceptionally(
                    new ConsensusException(new ProposalFailure.NotLeader(Optional.empty()))));
        }

        @Override
        public void start(ReplicatedStateMachine machine) {
            throw new IllegalStateException("not part of this test");
        }

        @Override
        public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
            throw new IllegalStateException("not part of this test");
        }

        @Override
        public void changeMembership(MembershipChange change, Bytes context, Consumer<ProposalFailure> onFailure) {
            throw new IllegalStateException("not part of this test");
        }

        @Override
        public CompletionStage<Void> transferLeadership(MemberId to) {
            throw new IllegalStateException("not part of this test");
        }

        @Override
        public ConsensusStatus status() {
            throw new IllegalStateException("not part of this test");
        }

        @Override
        public void close() {}
    }
}
