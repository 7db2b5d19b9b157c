package io.kvorum.raft.driver;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSource;
import io.kvorum.spi.runtime.Lane;
import io.kvorum.spi.runtime.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the machine's state to followers for whom the log does not reach back far enough: one sending per follower, one
 * source for all. The source stays a while after a failure, so that a follower who comes back goes on where he was; and as
 * long as it is there, the log keeps what follows it. Raft lane.
 */
final class SnapshotSender {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSender.class);
    private static final Duration UNUSED_MAX = Duration.ofSeconds(30);
    /** An older source is not sent again: it would hold the log for ever if a follower failed for ever. */
    private static final Duration AGE_MAX = Duration.ofMinutes(10);

    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final int DOUBLINGS_MAX = 6;

    private final NodeRuntime runtime;
    private final Lane raftLane;
    private final ReplicatedStateMachine machine;
    private final LogWriter writer;
    private final Sending sending;
    private final Ended ended;
    /** Tries in sequence that failed. */
    private final TreeMap<MemberId, Integer> failures = new TreeMap<>();
    /** Who is being sent to, or waits for a source or for the next try. */
    private final TreeSet<MemberId> busy = new TreeSet<>();

    private final List<MemberId> waiting = new ArrayList<>();
    private SnapshotSource source;
    private int users;
    private boolean making;
    private long madeAt;
    private long usedAt;
    private volatile boolean stopped;

    /** Brings a snapshot to a member; see {@link io.kvorum.spi.peer.PeerTransport#sendSnapshot}. */
    @FunctionalInterface
    interface Sending {
        CompletionStage<Void> send(MemberId to, SnapshotSource source);
    }

    /** A sending is over; {@code index} is 0 if it failed. */
    @FunctionalInterface
    interface Ended {
        void ended(MemberId follower, long index);
    }

    SnapshotSender(
            NodeRuntime runtime,
            Lane raftLane,
            ReplicatedStateMachine machine,
            LogWriter writer,
            Sending sending,
            Ended ended) {
        this.runtime = runtime;
        this.raftLane = raftLane;
        this.machine = machine;
        this.writer = writer;
        this.sending = sending;
        this.ended = ended;
    }

    /** A follower needs a snapshot; asking again while he is served changes nothing. */
    void want(MemberId follower) {
        if (busy.add(follower)) {
            waiting.add(follower);
            serve();
        }
    }

    /** The log has no room for anything that waits for others. */
    void yieldSpace() {
        writer.holdFrom(Long.MAX_VALUE);
    }

    /** Any thread: ends everything; what is being read is closed when its reader has noticed. */
    void stop() {
        stopped = true;
        raftLane.offer(this::closeIfUnused);
    }

    private void serve() {
        if (waiting.isEmpty() || stopped) {
            return;
        }
        if (source != null && !usable()) {
            if (users > 0) {
                return;
            }
            close();
        }
        if (source == null) {
            make();
            return;
        }
        List<MemberId> served = new ArrayList<>(waiting);
        waiting.clear();
        served.forEach(this::send);
    }

    private boolean usable() {
        boolean young = runtime.clock().nanoseconds() - madeAt < AGE_MAX.toNanos();
        return young && source.meta().index() >= writer.releasedIndex();
    }

    private void make() {
        if (making) {
            return;
        }
        making = true;
        // Writing takes its time, in which the log must not be released beyond what will be in the snapshot.
        writer.holdFrom(writer.releasedIndex());
        boolean taken = machine.lane().offer(() -> machine.snapshot().whenComplete(this::written));
        if (!taken) {
            onRaftLane(FIRST_DELAY, () -> made(null, new IllegalStateException("the machine has too much to do")));
        }
    }

    /** Any thread. */
    private void written(SnapshotSource written, Throwable failure) {
        if (!closeIfStopped(written)) {
            runtime.schedule(raftLane, Duration.ZERO, () -> {
                if (!closeIfStopped(written)) {
                    made(written, failure);
                }
            });
        }
    }

    /** What was asked for before the end may be there after it, and nobody else knows of it. */
    private boolean closeIfStopped(SnapshotSource written) {
        if (stopped && written != null) {
            written.close();
        }
        return stopped;
    }

    private void made(SnapshotSource made, Throwable failure) {
        making = false;
        if (failure != null) {
            writer.holdFrom(Long.MAX_VALUE);
            LOG.warn("the state could not be written for members that are behind, it will be tried again", failure);
            List<MemberId> disappointed = new ArrayList<>(waiting);
            waiting.clear();
            disappointed.forEach(this::tryLater);
            return;
        }
        source = made;
        madeAt = runtime.clock().nanoseconds();
        usedAt = madeAt;
        writer.holdFrom(made.meta().index());
        serve();
        watchUse();
    }

    private void send(MemberId follower) {
        users++;
        SnapshotSource sent = source;
        SnapshotMeta meta = sent.meta();
        LOG.info("sending the state of entry {}, {} bytes, to member {}", meta.index(), meta.bytes(), follower);
        sending.send(follower, sent).whenComplete((nothing, failure) -> {
            if (stopped) {
                sent.close();
            }
            onRaftLane(Duration.ZERO, () -> sent(follower, meta, failure));
        });
    }

    private void sent(MemberId follower, SnapshotMeta meta, Throwable failure) {
        users--;
        usedAt = runtime.clock().nanoseconds();
        if (failure == null) {
            failures.remove(follower);
            busy.remove(follower);
            ended.ended(follower, meta.index());
        } else {
            LOG.info("member {} did not get the state of entry {}: {}", follower, meta.index(), failure.getMessage());
            tryLater(follower);
        }
        serve();
    }

    /** Tells the core after a while; if the follower is still behind and can be reached, it asks again. */
    private void tryLater(MemberId follower) {
        int failed = failures.merge(follower, 1, Integer::sum);
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failed - 1, DOUBLINGS_MAX));
        onRaftLane(delay, () -> {
            busy.remove(follower);
            ended.ended(follower, 0);
        });
    }

    private void watchUse() {
        onRaftLane(UNUSED_MAX, () -> {
            if (source == null) {
                return;
            }
            boolean unused = runtime.clock().nanoseconds() - usedAt >= UNUSED_MAX.toNanos();
            if (unused && users == 0 && waiting.isEmpty()) {
                close();
            } else {
                watchUse();
            }
        });
    }

    private void closeIfUnused() {
        if (source != null && users == 0) {
            close();
        }
    }

    private void close() {
        source.close();
        source = null;
        writer.holdFrom(Long.MAX_VALUE);
    }

    private void onRaftLane(Duration delay, Runnable task) {
        runtime.schedule(raftLane, delay, () -> {
            if (!stopped) {
                task.run();
            }
        });
    }
}
