package io.kvorum.transport.grpc.peer.snapshot;

import io.grpc.ServerCall;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.peer.PeerReceiver;
import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.transport.grpc.peer.handshake.GuardedCall;
import io.kvorum.transport.grpc.peer.handshake.Refusal;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of a snapshot. What arrives is written on a lane, in order; the next part is asked for when one is written,
 * so that a slow disk slows the sender and fills no memory. The sender hears of success when the sink is sealed.
 */
final class InboundSnapshot extends ServerCall.Listener<SnapshotPart> {
    private static final Logger LOG = LoggerFactory.getLogger(InboundSnapshot.class);

    /** Parts under way to the lane: one is written while the next arrive. */
    private static final int PARTS_UNDER_WAY = 3;

    private final GuardedCall call;
    private final MemberId from;
    private final PeerReceiver receiver;
    private final Lane lane;
    private final SnapshotMetrics.OfMember metrics;
    private final Consumer<InboundSnapshot> onEnd;
    private final Clock clock;
    private final long began;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long written = -1;
    private volatile Future<?> signsOfLife;
    private SnapshotSink sink;
    private boolean offered;

    /**
     * A stream from its beginning on.
     *
     * @param onEnd hears of its end, once
     */
    InboundSnapshot(
            GuardedCall call,
            MemberId from,
            PeerReceiver receiver,
            Lane lane,
            SnapshotMetrics.OfMember metrics,
            Clock clock,
            Consumer<InboundSnapshot> onEnd) {
        this.call = call;
        this.from = from;
        this.receiver = receiver;
        this.lane = lane;
        this.metrics = metrics;
        this.clock = clock;
        this.onEnd = onEnd;
        this.began = clock.nanoseconds();
        metrics.begun();
    }

    /** What says again and again where the sink stands; it ends with the stream. */
    void signsOfLife(Future<?> task) {
        signsOfLife = task;
        if (over.get()) {
            task.cancel(false);
        }
    }

    private void end(boolean success) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        metrics.ended(success, clock.nanoseconds() - began);
        if (signsOfLife != null) {
            signsOfLife.cancel(false);
        }
        onEnd.accept(this);
    }

    /** Another stream takes its place, or its sender is no member any more. */
    void stop() {
        end(false);
        call.abort("another stream of this snapshot took its place, or its sender is no member any more");
    }

    /** Says where the sink stands. Any thread, also while the sink waits for the disk. */
    void acknowledge() {
        long position = written;
        if (position >= 0 && !over.get()) {
            call.send(
                    Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(position).array()));
        }
    }

    @Override
    public void onMessage(SnapshotPart part) {
        if (part.kind() == SnapshotPart.Kind.HEAD && part.intact() && !offered) {
            offered = true;
            offer(part.content());
        } else if (!lane.offer(() -> take(part))) {
            abort("the receiver is busy");
        }
    }

    private void offer(Bytes head) {
        try {
            receiver.onSnapshot(from, head).whenComplete((accepted, refusal) -> {
                if (refusal != null) {
                    refuse(refusal);
                } else if (!lane.offer(() -> begin(accepted))) {
                    abort("the receiver is busy");
                }
            });
        } catch (RuntimeException refusal) {
            refuse(refusal);
        }
    }

    private void begin(SnapshotSink accepted) {
        sink = accepted;
        written = accepted.received();
        acknowledge();
        call.request(PARTS_UNDER_WAY);
    }

    /** On the lane, which may wait for the disk. */
    private void take(SnapshotPart part) {
        if (over.get()) {
            return;
        }
        SnapshotSink target = sink;
        if (target == null || !part.intact() || part.position() != target.received()) {
            abort("a part of the snapshot is damaged or out of place");
            return;
        }
        try {
            switch (part.kind()) {
                case CHUNK -> {
                    target.write(part.content().toByteBuffer());
                    written = target.received();
                    acknowledge();
                    call.request(1);
                }
                case END -> target.seal().whenComplete((nothing, failure) -> sealed(failure));
                case HEAD, MALFORMED -> abort("a part of the snapshot cannot be read");
            }
        } catch (RuntimeException failure) {
            LOG.warn("a snapshot of member {} cannot be written", from, failure);
            refuse(failure);
        }
    }

    private void sealed(Throwable failure) {
        if (failure == null) {
            end(true);
            call.complete();
        } else {
            refuse(failure);
        }
    }

    /** The sender may try again from where the sink stands. */
    private void abort(String why) {
        end(false);
        call.abort(why);
    }

    private void refuse(Throwable failure) {
        end(false);
        call.refuse(Refusal.byReceiver(failure));
    }

    @Override
    public void onCancel() {
        end(false);
        call.cancelled();
    }
}
