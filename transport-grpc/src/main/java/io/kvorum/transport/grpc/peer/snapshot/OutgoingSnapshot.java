package io.kvorum.transport.grpc.peer.snapshot;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.peer.PeerCallException;
import io.kvorum.spi.peer.PeerCallException.Outcome;
import io.kvorum.transport.grpc.peer.connection.PeerEnvironment;
import io.kvorum.transport.grpc.peer.handshake.PeerHeaders;
import io.kvorum.transport.grpc.peer.handshake.Refusal;
import io.kvorum.transport.grpc.peer.handshake.RefusalReason;
import io.kvorum.transport.grpc.peer.message.RemotePeer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot on its way to one member, over a connection of its own (PEER-5). The receiver says where to begin and then
 * up to where it has written; only a window beyond that is under way. If the connection breaks it is made again, and the
 * receiver says anew where to go on.
 *
 * <p>All but {@link #begin} and {@link #stop} happens on the event loop of the peer; the source is read on a lane.
 */
final class OutgoingSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingSnapshot.class);
    private static final int CHUNK_BYTES = 128 * 1024;
    private static final long WINDOW_BYTES = 8 * CHUNK_BYTES;
    private static final int ATTEMPTS_WITHOUT_PROGRESS_MAX = 5;
    private static final long RETRY_MILLIS = 500;

    /** The receiver repeats its position more often than that, whatever it does. */
    private static final long SILENCE_SECONDS = 3 * SnapshotMethod.SIGN_OF_LIFE_SECONDS;

    private static final int SILENT_PERIODS_MAX = 2;

    private final PeerEnvironment environment;
    private final RemotePeer peer;
    private final String channel;
    private final Bytes head;
    private final SnapshotSource source;
    private final OutgoingSnapshots snapshots;
    private final EventLoop loop;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Attempt attempt;
    private int attemptsWithoutProgress;
    private boolean everSent;
    private boolean over;
    private boolean reading;
    private Runnable completion;

    OutgoingSnapshot(
            PeerEnvironment environment,
            RemotePeer peer,
            String channel,
            Bytes head,
            SnapshotSource source,
            OutgoingSnapshots snapshots) {
        this.environment = environment;
        this.peer = peer;
        this.channel = channel;
        this.head = head;
        this.source = source;
        this.snapshots = snapshots;
        this.loop = peer.loop();
    }

    MemberId to() {
        return peer.id();
    }

    CompletableFuture<Void> done() {
        return done;
    }

    void begin() {
        loop.execute(this::connect);
    }

    /** Ends it without success. Any thread. */
    void stop(String why) {
        loop.execute(() -> fail(everSent ? Outcome.UNKNOWN : Outcome.UNREACHABLE, why));
    }

    private void fail(Outcome outcome, String why) {
        finish(() -> done.completeExceptionally(new PeerCallException(outcome, why)));
        if (attempt != null) {
            attempt.call.cancel(why, null);
        }
    }

    /** The caller may close the source when it hears of the end, so a read under way is waited for. */
    private void finish(Runnable outcome) {
        if (over) {
            return;
        }
        over = true;
        if (reading) {
            completion = outcome;
        } else {
            outcome.run();
        }
    }

    private void connect() {
        if (!over) {
            attempt = new Attempt(environment.connections().open(peer.nextAddress(), loop));
            attempt.begin();
        }
    }

    private void ended(Attempt which, Status status, Optional<Refusal> refusal) {
        attempt = null;
        environment.connections().end(which.connection);
        if (over) {
            return;
        }
        if (status.isOk() && which.finished) {
            finish(() -> done.complete(null));
        } else if (refusal.isPresent()) {
            if (refusal.get().reason() != RefusalReason.BY_RECEIVER) {
                environment.handshakes().refused("member " + peer.id(), refusal.get());
            }
            fail(Outcome.REFUSED, refusal.get().sentence());
        } else if (++attemptsWithoutProgress >= ATTEMPTS_WITHOUT_PROGRESS_MAX) {
            fail(
                    everSent ? Outcome.UNKNOWN : Outcome.UNREACHABLE,
                    "snapshot to member " + peer.id() + ": " + Refusal.describe(status));
        } else {
            LOG.info("snapshot to member {} is interrupted and goes on soon: {}", peer.id(), Refusal.describe(status));
            loop.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** On the lane, which may wait for the disk. */
    private void read(Attempt reader, long position) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try {
            int length = source.read(position, chunk);
            backOnLoop(() -> reader.send(Bytes.wrap(chunk.array(), 0, length)), reader);
        } catch (RuntimeException failure) {
            LOG.warn("snapshot to member {} cannot be read", peer.id(), failure);
            backOnLoop(() -> fail(Outcome.UNKNOWN, "the snapshot cannot be read: " + failure.getMessage()), reader);
        }
    }

    private void backOnLoop(Runnable next, Attempt reader) {
        try {
            loop.execute(() -> readDone(next, reader));
        } catch (RejectedExecutionException closed) {
            done.completeExceptionally(new PeerCallException(Outcome.UNKNOWN, "this member's transport is closed"));
        }
    }

    private void readDone(Runnable next, Attempt reader) {
        reading = false;
        if (completion != null) {
            completion.run();
        } else if (reader == attempt) {
            next.run();
        } else if (attempt != null) {
            attempt.pump();
        }
    }

    /** One connection from its beginning to its end. */
    private final class Attempt extends ClientCall.Listener<Bytes> {
        private final ManagedChannel connection;
        private final ClientCall<SnapshotPart, Bytes> call;
        private Future<?> watchdog;
        private Optional<Refusal> refused = Optional.empty();
        private long written = -1;
        private long next;
        private boolean pausing;
        private boolean finished;
        private int silentPeriods;

        Attempt(ManagedChannel connection) {
            this.connection = connection;
            this.call = connection.newCall(SnapshotMethod.DESCRIPTOR, CallOptions.DEFAULT);
        }

        void begin() {
            Metadata headers = environment.handshakes().introduction(Optional.of(peer.id()));
            headers.put(PeerHeaders.CHANNEL, channel);
            watchdog = loop.scheduleWithFixedDelay(this::watch, SILENCE_SECONDS, SILENCE_SECONDS, TimeUnit.SECONDS);
            call.start(this, headers);
            call.request(Integer.MAX_VALUE);
        }

        private void watch() {
            if (++silentPeriods >= SILENT_PERIODS_MAX) {
                call.cancel("no sign of life of the receiver", null);
            }
        }

        @Override
        public void onHeaders(Metadata headers) {
            refused = environment.handshakes().judgeAnswer(headers, peer.id());
            if (refused.isPresent()) {
                call.cancel("handshake refused", null);
                return;
            }
            everSent = true;
            call.sendMessage(SnapshotPart.head(head));
        }

        @Override
        public void onMessage(Bytes position) {
            if (position.length() != Long.BYTES) {
                call.cancel("the receiver's position cannot be read", null);
                return;
            }
            silentPeriods = 0;
            long newWritten = position.toByteBuffer().getLong();
            if (written < 0) {
                next = newWritten;
            } else if (newWritten > written) {
                attemptsWithoutProgress = 0;
            }
            written = newWritten;
            pump();
        }

        @Override
        public void onReady() {
            pump();
        }

        private void pump() {
            boolean mayRead = written >= 0 && next - written < WINDOW_BYTES && call.isReady();
            if (reading || pausing || finished || over || !mayRead) {
                return;
            }
            reading = true;
            long from = next;
            if (!snapshots.lane().offer(() -> read(this, from))) {
                reading = false;
                pause(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
            }
        }

        private void send(Bytes content) {
            if (content.isEmpty()) {
                finished = true;
                call.sendMessage(SnapshotPart.end(next));
                call.halfClose();
                return;
            }
            call.sendMessage(SnapshotPart.chunk(next, content));
            next += content.length();
            long wait = snapshots.pace().sent(content.length());
            if (wait > 0) {
                pause(wait);
            } else {
                pump();
            }
        }

        private void pause(long nanoseconds) {
            pausing = true;
            loop.schedule(
                    () -> {
                        pausing = false;
                        if (attempt == this) {
                            pump();
                        }
                    },
                    nanoseconds,
                    TimeUnit.NANOSECONDS);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            watchdog.cancel(false);
            ended(this, status, refused.or(() -> Refusal.readFrom(status, trailers)));
        }
    }
}
