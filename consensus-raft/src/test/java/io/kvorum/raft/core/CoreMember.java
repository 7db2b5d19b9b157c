package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Membership;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A core with a log that can be slow and forgets in a crash what was not stored. */
final class CoreMember {
    final MemberId id;
    private final CoreSettings settings;
    private final RandomGenerator random;
    private final Membership founders;
    private final ArrayDeque<Ready> unstored = new ArrayDeque<>();
    private final TreeMap<Long, LogEntry> durable = new TreeMap<>();
    private HardState durableHardState = HardState.NONE;
    private long incarnation;
    private long storedSequence;

    RaftCore core;
    final List<LogEntry> applied = new ArrayList<>();
    final List<ReadState> reads = new ArrayList<>();
    final List<Long> failedReads = new ArrayList<>();
    final List<RefusedForward> refused = new ArrayList<>();

    CoreMember(MemberId id, CoreSettings settings, RandomGenerator random, Membership founders) {
        this.id = id;
        this.settings = settings;
        this.random = random;
        this.founders = founders;
        start();
    }

    /** Begins a life with what is durable. */
    private void start() {
        applied.clear();
        unstored.clear();
        storedSequence = 0;
        TermRuns runs = new TermRuns(0, 0);
        durable.values().forEach(entry -> runs.append(entry.index(), entry.term()));
        HardState state = new HardState(
                durableHardState.term(),
                durableHardState.vote(),
                Math.min(durableHardState.commit(), runs.lastIndex()));
        core = new RaftCore(
                settings,
                id,
                ++incarnation,
                random,
                new RecoveredState(state, runs, List.copyOf(durable.values()), 0, Membership.EMPTY));
        if (durable.isEmpty() && !founders.members().isEmpty()) {
            core.bootstrap(founders);
        }
        core.start();
    }

    /** Loses what is not durable, and starts again. */
    void crash() {
        start();
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
            ready.fetches()
                    .forEach(fetch -> core.fetched(
                            fetch.follower(),
                            List.copyOf(durable.subMap(fetch.from(), true, fetch.to(), true)
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
            durableHardState = ready.hardState().orElseThrow();
            for (LogEntry entry : ready.entries()) {
                durable.tailMap(entry.index(), true).clear();
                durable.put(entry.index(), entry);
            }
            storedSequence = ready.sequence();
            core.stored(storedSequence);
        }
        ready.promises().forEach(network);
        drain(network);
    }

    TreeMap<Long, LogEntry> durable() {
        return durable;
    }
}
