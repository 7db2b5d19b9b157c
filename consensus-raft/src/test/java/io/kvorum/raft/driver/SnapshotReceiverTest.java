package io.kvorum.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.raft.core.Message;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a sender may do to a snapshot, and what it may not do any more once that is complete. */
final class SnapshotReceiverTest {
    private static final SnapshotMeta META = new SnapshotMeta(100, 2, Membership.EMPTY, 3, 7);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n1.1", Path.of("/member"));
    private final Sink machineSink = new Sink();
    private final List<SnapshotReceiver.Arrival> sealed = new ArrayList<>();
    private final SnapshotReceiver receiver = new SnapshotReceiver(new Machine(), sealed::add);

    @Test
    void anEndThatComesTwiceIsToldOnce() {
        SnapshotSink arrival = accept();
        CompletionStage<Void> first = arrival.seal();
        CompletionStage<Void> again = arrival.seal();
        machineSink.sealing.complete(null);
        assertThat(first.toCompletableFuture()).isCompleted();
        assertThat(again.toCompletableFuture()).isCompleted();
        assertThat(sealed).hasSize(1);
        // It waits for space in the log, perhaps for long; then it is there
        assertThat(receiver.takeSealed(META)).isSameAs(machineSink);
        assertThat(machineSink.seals).isEqualTo(1);
    }

    @Test
    void whatIsCompleteIsNoLongerItsSenders() {
        SnapshotSink arrival = accept();
        arrival.seal();
        machineSink.sealing.complete(null);
        arrival.abort();
        assertThatThrownBy(() -> arrival.write(ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        assertThat(machineSink.aborted).isFalse();
        assertThat(receiver.takeSealed(META)).isSameAs(machineSink);
    }

    @Test
    void whatIsNotWantedAnyMoreIsThrownAway() {
        accept().seal();
        machineSink.sealing.complete(null);
        receiver.drop(sealed.get(0));
        assertThat(machineSink.aborted).isTrue();
    }

    @Test
    void whatArrivedDamagedIsThrownAwayAndNotTold() {
        CompletionStage<Void> end = accept().seal();
        machineSink.sealing.completeExceptionally(new IllegalStateException("damaged"));
        assertThat(end.toCompletableFuture()).isCompletedExceptionally();
        assertThat(machineSink.aborted).isTrue();
        assertThat(sealed).isEmpty();
    }

    @Test
    void aNewerOfferEndsTheOlderOneWithoutHarmToTheirCommonSink() {
        SnapshotSink older = accept();
        accept();
        assertThatThrownBy(() -> older.write(ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        assertThat(older.seal().toCompletableFuture()).isCompletedExceptionally();
        older.abort();
        assertThat(machineSink.aborted).isFalse();
        assertThat(machineSink.seals).isZero();
    }

    private SnapshotSink accept() {
        CompletableFuture<SnapshotSink> answer = new CompletableFuture<>();
        receiver.accept(new Message.SnapshotOffer(2, META), answer);
        simulation.settle();
        return answer.join();
    }

    /** The machine's own sink. */
    private static final class Sink implements SnapshotSink {
        private final CompletableFuture<Void> sealing = new CompletableFuture<>();
        private int seals;
        private boolean aborted;

        @Override
        public long received() {
            return 0;
        }

        @Override
        public void write(ByteBuffer chunk) {}

        @Override
        public CompletionStage<Void> seal() {
            seals++;
            return sealing;
        }

        @Override
        public CompletionStage<Void> install() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    /** Gives the same sink to all that asks for this snapshot, as a machine does that lets a transfer resume. */
    private final class Machine implements ReplicatedStateMachine {
        private final Lane lane = runtime.lane("apply", 16);

        @Override
        public Lane lane() {
            return lane;
        }

        @Override
        public SnapshotSink beginInstall(SnapshotMeta meta) {
            return machineSink;
        }

        @Override
        public AppliedState applied() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void apply(List<CommittedEntry> entries) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Long> makeDurable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<SnapshotSource> snapshot() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onLeaderChanged(Optional<MemberId> leader, long term) {}

        @Override
        public void onLeading(long term) {}
    }
}
