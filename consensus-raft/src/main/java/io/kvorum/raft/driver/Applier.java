package io.kvorum.raft.driver;

import io.kvorum.raft.core.LeaderView;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.ConsensusStatus;
import io.kvorum.spi.consensus.ReplicatedStateMachine;
import io.kvorum.spi.consensus.SnapshotMeta;
import io.kvorum.spi.consensus.SnapshotSink;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.runtime.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/**
 * Gives committed entries to the machine, on its lane, in batches, and asks it from time to time to become durable, so
 * that the log can be released.
 */
final class Applier {
    /** Entries that may wait here; further ones wait in the core. */
    private static final int WAITING_MAX = 8192;

    private static final int BATCH_ENTRIES_MAX = 1000;
    private static final long BATCH_BYTES_MAX = 1 << 20;
    /** What a restart may have to apply again; also bounds the memory that it needs for that. */
    private static final long DURABLE_AFTER_BYTES = 64 << 20;

    private static final Duration DURABLE_INTERVAL = Duration.ofSeconds(10);

    private final NodeRuntime runtime;
    private final ReplicatedStateMachine machine;
    private final long durableAfterEntries;
    private final Signal raft;
    private final LongConsumer onDurable;
    private final Signal signal;
    private final Mailbox<LogEntry> waiting = new Mailbox<>(WAITING_MAX);
    private final AtomicBoolean becomingDurable = new AtomicBoolean();
    private volatile LeaderView view;
    private volatile boolean roomWanted;
    private volatile boolean stopped;
    private volatile long appliedIndex;
    private LeaderView toldView;
    private long askedIndex;
    private long bytesSinceAsked;
    private List<CommittedEntry> batch = new ArrayList<>();
    private volatile Takeover takeover;
    private Takeover running;

    /** A snapshot that the machine takes over. */
    private static final class Takeover {
        private final SnapshotMeta meta;
        private final SnapshotSink sink;
        private final Runnable whenDurable;
        private volatile boolean installed;

        Takeover(SnapshotMeta meta, SnapshotSink sink, Runnable whenDurable) {
            this.meta = meta;
            this.sink = sink;
            this.whenDurable = whenDurable;
        }
    }

    Applier(
            NodeRuntime runtime,
            ReplicatedStateMachine machine,
            long appliedIndex,
            long durableAfterEntries,
            Signal raft,
            LongConsumer onDurable) {
        this.runtime = runtime;
        this.machine = machine;
        this.appliedIndex = appliedIndex;
        this.askedIndex = appliedIndex;
        this.durableAfterEntries = durableAfterEntries;
        this.raft = raft;
        this.onDurable = onDurable;
        this.signal = machine.lane().signal(this::work);
    }

    void start() {
        runtime.schedule(machine.lane(), DURABLE_INTERVAL, this::durableInterval);
    }

    void stop() {
        stopped = true;
    }

    /** How many entries are taken now; when there is no room, the raft lane is woken up as soon as there is. */
    int room() {
        int room = WAITING_MAX - waiting.size();
        roomWanted = room == 0;
        // Looked at again: what was taken before room was known to be wanted has woken nobody up.
        return roomWanted ? WAITING_MAX - waiting.size() : room;
    }

    /** Entries that wait. Any thread. */
    int waiting() {
        return waiting.size();
    }

    /** Takes entries; only the raft lane, and no more than there is room for. */
    void apply(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            if (!waiting.offer(entry)) {
                throw new IllegalStateException("more entries than the applier has room for");
            }
        }
        signal.raise();
    }

    /**
     * Has a sealed snapshot taken over, when everything is applied that was given before; nothing more is given until
     * {@code whenDurable} was called, on any thread. Only the raft lane.
     */
    void install(SnapshotMeta meta, SnapshotSink sink, Runnable whenDurable) {
        takeover = new Takeover(meta, sink, whenDurable);
        signal.raise();
    }

    void leaderChanged(LeaderView newView) {
        view = newView;
        signal.raise();
    }

    long appliedIndex() {
        return appliedIndex;
    }

    private void work() {
        if (stopped) {
            return;
        }
        tellLeader();
        long bytes = 0;
        int count = 0;
        long leadingTerm = 0;
        while (count < BATCH_ENTRIES_MAX && bytes < BATCH_BYTES_MAX && leadingTerm == 0) {
            LogEntry entry = waiting.poll();
            if (entry == null) {
                break;
            }
            batch.add(toCommitted(entry));
            bytes += entry.bytes();
            count++;
            if (entry.kind() == LogEntry.Kind.BLANK && leads(entry.term())) {
                leadingTerm = entry.term();
            }
        }
        if (count > 0) {
            applyBatch(bytes);
        }
        if (leadingTerm != 0) {
            machine.onLeading(leadingTerm);
        }
        takeOver();
        askForDurability();
        if (!waiting.isEmpty()) {
            signal.raise();
        }
    }

    private void takeOver() {
        if (takeover != null && waiting.isEmpty() && running == null) {
            running = takeover;
            takeover = null;
            beginInstall(running);
        }
        if (running != null && running.installed && becomingDurable.compareAndSet(false, true)) {
            endInstall(running);
            running = null;
        }
    }

    private void beginInstall(Takeover begun) {
        begun.sink.install().whenComplete((nothing, failure) -> {
            if (failure == null) {
                begun.installed = true;
                signal.raise();
            } else if (!stopped) {
                runtime.halt("the state that another member sent could not be taken over", failure);
            }
        });
    }

    /** The log is told only of what cannot get lost any more. */
    private void endInstall(Takeover ended) {
        AppliedState now = machine.applied();
        if (now.index() != ended.meta.index() || now.term() != ended.meta.term()) {
            throw new IllegalStateException("the machine took over " + ended.meta + " but stands at " + now);
        }
        appliedIndex = now.index();
        makeDurableNow((index, failure) -> {
            if (failure == null && index >= ended.meta.index()) {
                ended.whenDurable.run();
            } else {
                runtime.halt("the state that another member sent did not become durable", failure);
            }
        });
    }

    private void applyBatch(long bytes) {
        List<CommittedEntry> entries = batch;
        batch = new ArrayList<>(entries.size());
        machine.apply(entries);
        appliedIndex = entries.get(entries.size() - 1).index();
        bytesSinceAsked += bytes;
        if (roomWanted) {
            raft.raise();
        }
    }

    private boolean leads(long term) {
        LeaderView now = view;
        return now != null && now.role() == ConsensusStatus.Role.LEADER && now.term() == term;
    }

    private void tellLeader() {
        LeaderView now = view;
        boolean news = now != null
                && (toldView == null || !now.leader().equals(toldView.leader()) || now.term() != toldView.term());
        if (news) {
            toldView = now;
            machine.onLeaderChanged(now.leader(), now.term());
        }
    }

    private static CommittedEntry toCommitted(LogEntry entry) {
        return switch (entry.kind()) {
            case COMMAND -> new CommittedEntry.Command(entry.index(), entry.term(), entry.payload());
            case BLANK -> new CommittedEntry.Blank(entry.index(), entry.term());
            case MEMBERSHIP -> {
                MembershipRecord change = MembershipRecord.decode(entry.payload());
                yield new CommittedEntry.MembershipChanged(
                        entry.index(), entry.term(), change.membership(), change.context());
            }
        };
    }

    private void durableInterval() {
        if (!stopped) {
            if (appliedIndex > askedIndex && running == null) {
                makeDurable();
            }
            runtime.schedule(machine.lane(), DURABLE_INTERVAL, this::durableInterval);
        }
    }

    private void askForDurability() {
        boolean due = appliedIndex - askedIndex >= durableAfterEntries || bytesSinceAsked >= DURABLE_AFTER_BYTES;
        if (due && running == null) {
            makeDurable();
        }
    }

    private void makeDurable() {
        if (becomingDurable.compareAndSet(false, true)) {
            // A failure means that the node stops; the machine has seen to that.
            makeDurableNow((index, failure) -> {});
        }
    }

    private void makeDurableNow(BiConsumer<Long, Throwable> then) {
        askedIndex = appliedIndex;
        bytesSinceAsked = 0;
        CompletionStage<Long> durable = machine.makeDurable();
        durable.whenComplete((index, failure) -> {
            becomingDurable.set(false);
            if (failure == null) {
                onDurable.accept(index);
            }
            then.accept(index, failure);
            signal.raise();
        });
    }
}
