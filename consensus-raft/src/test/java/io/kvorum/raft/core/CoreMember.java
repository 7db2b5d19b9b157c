package io.kvorum.raft.core;

import io.kvorum.raft.membership.MembershipRecord;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import io.kvorum.spi.consensus.SnapshotMeta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A core with a log that can be slow and forgets in a crash what was not stored, and a machine that forgets what was not
 * made durable. The log can be released; then others get the machine's state.
 */
final class CoreMember {
    final MemberId id;
    private final CoreSettings settings;
    private final RandomGenerator random;
    private final Membership founders;
    private final ArrayDeque<Ready> unstored = new ArrayDeque<>();
    private final TreeMap<Long, LogEntry> durable = new TreeMap<>();
    private HardState durableHardState = HardState.NONE;
    private long baseIndex;
    private long baseTerm;
    private Optional<SnapshotMeta> announced = Optional.empty();
    private int durableApplied;
    private List<LogEntry> arrived = List.of();
    private boolean installing;
    private long incarnation;
    private long storedSequence;

    RaftCore core;
    final List<LogEntry> applied = new ArrayList<>();
    final List<ReadState> reads = new ArrayList<>();
    final List<Long> failedReads = new ArrayList<>();
    final List<RefusedForward> refused = new ArrayList<>();
    final List<MemberId> snapshotsFor = new ArrayList<>();

    CoreMember(MemberId id, CoreSettings settings, RandomGenerator random, Membership founders) {
        this.id = id;
        this.settings = settings;
        this.random = random;
        this.founders = founders;
        start();
    }

    /** Begins a life with what is durable. */
    private void start() {
        applied.subList(durableApplied, applied.size()).clear();
        unstored.clear();
        snapshotsFor.clear();
        installing = false;
        storedSequence = 0;
        Optional<SnapshotMeta> installed = announced.filter(meta -> meta.index() == durableApplied);
        installed.ifPresent(this::beginAfter);
        TermRuns runs = new TermRuns(baseIndex, baseTerm);
        durable.values().forEach(entry -> runs.append(entry.index(), entry.term()));
        HardState state = new HardState(
                durableHardState.term(),
                durableHardState.vote(),
                Math.min(durableHardState.commit(), runs.lastIndex()));
        List<LogEntry> entries =
                List.copyOf(durable.tailMap((long) durableApplied, false).values());
        core = new RaftCore(
                settings,
                id,
                ++incarnation,
                random,
                new RecoveredState(state, runs, entries, durableApplied, membership()));
        installed.ifPresent(core::foundInstalled);
        if (durable.isEmpty() && baseIndex == 0 && !founders.members().isEmpty()) {
            core.bootstrap(founders);
        }
        core.start();
    }

    /** Of what is applied. */
    private Membership membership() {
        for (int i = applied.size() - 1; i >= 0; i--) {
            if (applied.get(i).kind() == LogEntry.Kind.MEMBERSHIP) {
                return MembershipRecord.decode(applied.get(i).payload()).membership();
            }
        }
        return Membership.EMPTY;
    }

    /** Loses what is not durable, and starts again. */
    void crash() {
        start();
    }

    /** What is applied survives a crash from now on. */
    void makeDurable() {
        if (!installing) {
            durableApplied = applied.size();
        }
    }

    /** Gives up the log up to an index that the machine holds durably. */
    void release(long index) {
        if (index <= baseIndex || index > durableApplied || announced.isPresent() || !durable.containsKey(index)) {
            return;
        }
        baseTerm = durable.get(index).term();
        baseIndex = index;
        durable.headMap(index, true).clear();
        core.released(index);
    }

    SnapshotMeta meta() {
        LogEntry last = applied.get(applied.size() - 1);
        return new SnapshotMeta(last.index(), last.term(), membership(), 1, last.index());
    }

    /** A state arrives whole. */
    void arrives(MemberId from, Message.SnapshotOffer offer, List<LogEntry> state) {
        if (core.offered(from, offer) && core.sealed(offer.meta())) {
            arrived = state;
        }
    }

    /** Takes the state over, in two steps, as a crash may come between. */
    void installStep() {
        if (!installing) {
            return;
        }
        if (applied.size() < arrived.size()) {
            applied.clear();
            applied.addAll(arrived);
            durableApplied = applied.size();
        } else {
            installing = false;
            core.installed();
        }
    }

    /** Takes what the core wants done, except for storing, which waits; messages go to {@code network}. */
    void drain(Consumer<Envelope> network) {
        for (Optional<Ready> next = core.takeReady(true, 1000); next.isPresent(); next = core.takeReady(true, 1000)) {
            Ready ready = next.get();
            ready.messages().forEach(network);
            if (ready.stores() || ready.promisesAfter() > storedSequence) {
                unstored.addLast(ready);
            } else {
                ready.promises().forEach(network);
            }
            applied.addAll(ready.committed());
            reads.addAll(ready.reads());
            failedReads.addAll(ready.failedReads());
            refused.addAll(ready.refused());
            snapshotsFor.addAll(ready.snapshotsFor());
            installing |= ready.install().isPresent();
            ready.fetches()
                    .forEach(fetch -> core.fetched(
                            fetch.follower(),
                            List.copyOf(durable.subMap(fetch.from(), true, Math.max(fetch.from(), fetch.to()), true)
                                    .values())));
        }
    }

    boolean hasUnstored() {
        return !unstored.isEmpty();
    }

    /** Makes the oldest part durable and sends what waited for it. */
    void storeOne(Consumer<Envelope> network) {
        Ready ready = unstored.removeFirst();
        if (ready.stores()) {
            store(ready);
            storedSequence = ready.sequence();
            core.stored(storedSequence);
        }
        ready.promises().forEach(network);
        drain(network);
    }

    private void store(Ready ready) {
        durableHardState = ready.hardState().orElseThrow();
        SnapshotNote note = ready.note().orElse(null);
        if (note instanceof SnapshotNote.Installed installed) {
            beginAfter(installed.meta());
            announced = Optional.empty();
        }
        for (LogEntry entry : ready.entries()) {
            durable.tailMap(entry.index(), true).clear();
            durable.put(entry.index(), entry);
            announced = Optional.empty();
        }
        if (note instanceof SnapshotNote.Announced announcement) {
            announced = Optional.of(announcement.meta());
        }
    }

    private void beginAfter(SnapshotMeta meta) {
        durable.clear();
        baseIndex = meta.index();
        baseTerm = meta.term();
    }

    TreeMap<Long, LogEntry> durable() {
        return durable;
    }
}
