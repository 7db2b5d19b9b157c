package io.kvorum.tck;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.peer.PeerTarget;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A channel of a {@link WrongPeerTransport}. */
final class WrongPeerChannel implements PeerChannel {
    private static final int FULL_AFTER = 10_000;

    private final PeerChannel right;
    private final PeerFlaw flaw;
    private final Predicate<MemberId> members;
    private int sent;
    private Runnable heldBack;

    WrongPeerChannel(PeerChannel right, PeerFlaw flaw, Predicate<MemberId> members) {
        this.right = right;
        this.flaw = flaw;
        this.members = members;
    }

    @Override
    public void send(MemberId to, Urgency urgency, Bytes head, Bytes... shared) {
        sent++;
        switch (flaw) {
            case PEER_1_THROWS_WHEN_FULL -> {
                if (sent > FULL_AFTER) {
                    throw new IllegalStateException("queue full");
                }
                right.send(to, urgency, head, shared);
            }
            case PEER_2_LOSES_A_PART ->
                right.send(to, urgency, head, Arrays.copyOf(shared, Math.max(0, shared.length - 1)));
            case PEER_3_SWAPS_MESSAGES -> swap(() -> right.send(to, urgency, head, shared));
            default -> right.send(to, urgency, head, shared);
        }
    }

    /** Every tenth message lets the next one pass. */
    private void swap(Runnable send) {
        if (sent % 10 == 0) {
            heldBack = send;
            return;
        }
        send.run();
        if (heldBack != null) {
            heldBack.run();
            heldBack = null;
        }
    }

    @Override
    public CompletionStage<Bytes> call(PeerTarget to, Bytes request, Duration timeout) {
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        right.call(to, request, timeout).whenComplete((bytes, failure) -> {
            if (failure == null) {
                answer.complete(bytes);
            } else {
                PeerCallException told = (PeerCallException) failure;
                answer.completeExceptionally(new PeerCallException(wrong(told.outcome()), told.getMessage()));
            }
        });
        return answer;
    }

    private Outcome wrong(Outcome outcome) {
        return switch (flaw) {
            case PEER_6_CALLS_UNKNOWN_UNREACHABLE -> outcome == Outcome.UNKNOWN ? Outcome.UNREACHABLE : outcome;
            case PEER_6_KNOWS_NOTHING_FOR_SURE -> outcome == Outcome.UNREACHABLE ? Outcome.UNKNOWN : outcome;
            default -> outcome;
        };
    }

    @Override
    public void receive(PeerReceiver receiver) {
        right.receive(new PeerReceiver() {
            @Override
            public void onMessage(MemberId from, Bytes message) {
                if (flaw != PeerFlaw.PEER_4_IGNORES_NEWCOMERS || members.test(from)) {
                    receiver.onMessage(from, message);
                }
            }

            @Override
            public CompletionStage<Bytes> onCall(Optional<MemberId> from, Bytes request) {
                return receiver.onCall(from, request);
            }

            @Override
            public CompletionStage<SnapshotSink> onSnapshot(MemberId from, Bytes head) {
                return receiver.onSnapshot(from, head).thenApply(WrongSink::new);
            }
        });
    }

    private final class WrongSink implements SnapshotSink {
        private final SnapshotSink sink;
        private long received;

        WrongSink(SnapshotSink sink) {
            this.sink = sink;
        }

        @Override
        public long received() {
            return flaw == PeerFlaw.PEER_5_BEGINS_ANEW ? received : sink.received();
        }

        @Override
        public void write(ByteBuffer chunk) {
            received += chunk.remaining();
            sink.write(chunk);
        }

        @Override
        public CompletionStage<Void> seal() {
            return flaw == PeerFlaw.PEER_5_SEALS_NOTHING ? CompletableFuture.completedFuture(null) : sink.seal();
        }

        @Override
        public CompletionStage<Void> install() {
            return sink.install();
        }

        @Override
        public void abort() {
            sink.abort();
        }
    }
}
