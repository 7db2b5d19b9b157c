package io.kvorum.tck.sim;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A snapshot on its way: one chunk under way at a time, the next one when the last was written. Seals the sink at the
 * end. Ends as unknown if nothing moves for a while.
 */
final class SimulatedSnapshotStream {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final Duration STALL_MAX = Duration.ofSeconds(5);

    private final SimulatedPeerTransport sender;
    private final SimulatedPeerTransport receiver;
    private final String channel;
    private final SnapshotSource source;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long moves;

    SimulatedSnapshotStream(
            SimulatedPeerTransport sender, SimulatedPeerTransport receiver, String channel, SnapshotSource source) {
        this.sender = sender;
        this.receiver = receiver;
        this.channel = channel;
        this.source = source;
    }

    CompletionStage<Void> send(Bytes head) {
        watchForStall(moves);
        toReceiver(() -> {
            if (!receiver.accepts(sender)) {
                toSender(() -> fail(Outcome.REFUSED, "not a member"));
                return;
            }
            receiver.openChannel(channel)
                    .receiver()
                    .onSnapshot(sender.memberId(), head)
                    .whenComplete((sink, failure) -> toSender(() -> {
                        if (failure == null) {
                            sendChunk(sink, sink.received());
                        } else {
                            fail(Outcome.REFUSED, String.valueOf(failure.getMessage()));
                        }
                    }));
        });
        return done;
    }

    private void sendChunk(SnapshotSink sink, long position) {
        if (done.isDone()) {
            return;
        }
        moves++;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        int length = source.read(position, chunk);
        chunk.flip();
        if (length == 0) {
            toReceiver(() -> sink.seal()
                    .whenComplete((nothing, failure) -> toSender(() -> {
                        if (failure == null) {
                            done.complete(null);
                        } else {
                            fail(Outcome.REFUSED, String.valueOf(failure.getMessage()));
                        }
                    })));
            return;
        }
        toReceiver(() -> {
            // A chunk that the network repeats is known by its place
            if (sink.received() == position) {
                write(sink, chunk, position + length);
            }
        });
    }

    private void write(SnapshotSink sink, ByteBuffer chunk, long next) {
        try {
            sink.write(chunk);
        } catch (RuntimeException refusal) {
            toSender(() -> fail(Outcome.REFUSED, String.valueOf(refusal.getMessage())));
            return;
        }
        toSender(() -> sendChunk(sink, next));
    }

    private void watchForStall(long movesBefore) {
        sender.runtime().schedule(sender.lane(), STALL_MAX, () -> {
            if (!done.isDone() && moves == movesBefore) {
                fail(Outcome.UNKNOWN, "the snapshot stalls");
            } else if (!done.isDone()) {
                watchForStall(moves);
            }
        });
    }

    private void fail(Outcome outcome, String message) {
        done.completeExceptionally(new PeerCallException(outcome, message));
    }

    private void toReceiver(Runnable task) {
        sender.network()
                .carry(
                        sender.memberId(),
                        receiver,
                        channel + "/snapshot",
                        () -> receiver.lane().offer(task));
    }

    private void toSender(Runnable task) {
        receiver.network()
                .carry(
                        receiver.memberId(),
                        sender,
                        channel + "/snapshot",
                        () -> sender.lane().offer(task));
    }
}
