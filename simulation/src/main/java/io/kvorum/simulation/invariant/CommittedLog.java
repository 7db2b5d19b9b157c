package io.kvorum.simulation.invariant;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.CommittedEntry;
import io.kvorum.spi.consensus.Membership;
import java.util.HashMap;
import java.util.Map;

/**
 * State-machine safety: no two members apply different entries at one index (CON-1), and no command is applied at two
 * (CON-9).
 */
public final class CommittedLog {
    private final Violations violations;
    private final Map<Long, Applied> entries = new HashMap<>();
    private long lastIndex;
    private final Map<Bytes, Long> commands = new HashMap<>();
    private CommittedEntry.MembershipChanged membership =
            new CommittedEntry.MembershipChanged(0, 0, Membership.EMPTY, Bytes.EMPTY);

    /** What the first member that came so far applied. */
    private record Applied(CommittedEntry entry, MemberId first) {}

    CommittedLog(Violations violations) {
        this.violations = violations;
    }

    void applied(MemberId member, CommittedEntry entry) {
        Applied known = entries.get(entry.index());
        if (known == null) {
            entries.put(entry.index(), new Applied(entry, member));
            lastIndex = Math.max(lastIndex, entry.index());
        }
        if (known != null && !known.entry().equals(entry)) {
            violations.add("state-machine safety: member " + member + " applied " + entry + " where member "
                    + known.first() + " applied " + known.entry());
        }
        if (entry instanceof CommittedEntry.MembershipChanged change && change.index() > membership.index()) {
            membership = change;
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
        return membership.membership();
    }

    /** Index at which a command was applied; null if nowhere. */
    Long indexOf(Bytes command) {
        return commands.get(command);
    }

    /** Term of the entry at an index that was applied somewhere; -1 if none was. */
    long termAt(long index) {
        Applied known = entries.get(index);
        return known == null ? -1 : known.entry().term();
    }

    /** Highest index that was applied anywhere; 0 for none. */
    public long lastIndex() {
        return lastIndex;
    }

    /** Highest applied index of an entry older than {@code term}; 0 for none. Terms ascend with indexes. */
    long lastIndexBefore(long term) {
        long index = lastIndex;
        while (index > 0 && (!entries.containsKey(index) || termAt(index) >= term)) {
            index--;
        }
        return index;
    }
}
