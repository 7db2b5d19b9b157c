package io.kvorum.simulation.invariant;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Membership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * State-machine safety: no two members apply different entries at one index (CON-1), and no command is applied at two
 * (CON-9).
 */
public final class CommittedLog {
    private final Violations violations;
    // By index; 0 stays empty
    private final List<Applied> entries = new ArrayList<>();
    private long lastIndex;
    private final Map<Bytes, Long> commands = new HashMap<>();
    private final TreeMap<Long, Membership> memberships = new TreeMap<>();

    /**
     * What the first member that came so far applied.
     *
     * @param term of that member at the time; no leader of a later term had committed it first
     */
    private record Applied(CommittedEntry entry, MemberId first, long term) {}

    CommittedLog(Violations violations) {
        this.violations = violations;
    }

    void applied(MemberId member, CommittedEntry entry, long term) {
        Applied known = at(entry.index());
        if (known == null) {
            while (entries.size() <= entry.index()) {
                entries.add(null);
            }
            entries.set((int) entry.index(), new Applied(entry, member, term));
            lastIndex = Math.max(lastIndex, entry.index());
        }
        if (known != null && !known.entry().equals(entry)) {
            violations.add("state-machine safety: member " + member + " applied " + entry + " where member "
                    + known.first() + " applied " + known.entry());
        }
        if (entry instanceof CommittedEntry.MembershipChanged change) {
            memberships.put(change.index(), change.membership());
        }
        if (known == null && entry instanceof CommittedEntry.Command command) {
            Long before = commands.put(command.payload(), entry.index());
            if (before != null) {
                violations.add("one proposal became entry " + before + " and entry " + entry.index() + " (CON-9)");
            }
        }
    }

    /** The members as of the last change that was applied anywhere. */
    public Membership membership() {
        return memberships.isEmpty()
                ? Membership.EMPTY
                : memberships.lastEntry().getValue();
    }

    /** What came after an index is lost and was allowed to be: others may take its place. */
    void forgetAfter(long index) {
        for (long lost = index + 1; lost <= lastIndex; lost++) {
            entries.set((int) lost, null);
        }
        lastIndex = Math.min(lastIndex, index);
        memberships.tailMap(index, false).clear();
        commands.values().removeIf(place -> place > index);
    }

    /** Index at which a command was applied; null if nowhere. */
    Long indexOf(Bytes command) {
        return commands.get(command);
    }

    /** Term of the entry at an index that was applied somewhere; -1 if none was. */
    long termAt(long index) {
        Applied known = at(index);
        return known == null ? -1 : known.entry().term();
    }

    private Applied at(long index) {
        return index < entries.size() ? entries.get((int) index) : null;
    }

    /** Highest index that was applied anywhere; 0 for none. */
    public long lastIndex() {
        return lastIndex;
    }

    /**
     * Highest index that was certainly committed before {@code term} began; 0 for none. What a later leader committed, be
     * it older than {@code term}, the leader of {@code term} need not have: it may have slept since it was elected.
     */
    long lastIndexBefore(long term) {
        long index = lastIndex;
        while (index > 0 && (at(index) == null || at(index).term() >= term)) {
            index--;
        }
        return index;
    }
}
