package io.kvorum.tck.cluster;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.CommittedEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What any member ever applied, by index: the one sequence that all must agree upon (CON-1), with each command at most
 * once (CON-9, as tests propose no command twice).
 */
public final class AppliedHistory {
    private final List<CommittedEntry> entries = new ArrayList<>();
    private final Set<Bytes> commands = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    void applied(String member, CommittedEntry entry) {
        long known = entries.size();
        if (entry.index() <= known) {
            CommittedEntry first = entries.get((int) entry.index() - 1);
            if (!first.equals(entry)) {
                violations.add("CON-1: member " + member + " applies " + entry + ", another applied " + first);
            }
        } else if (entry.index() == known + 1) {
            entries.add(entry);
            if (entry instanceof CommittedEntry.Command command && !commands.add(command.payload())) {
                violations.add("CON-9: committed twice: " + command.payload().toUtf8());
            }
        } else {
            violations.add("CON-2: member " + member + " applies " + entry + " after " + known);
        }
    }

    void violation(String text) {
        violations.add(text);
    }

    /** The sequence so far. */
    public List<CommittedEntry> entries() {
        return List.copyOf(entries);
    }

    /** Each rule that was broken, with what broke it. */
    public List<String> violations() {
        return List.copyOf(violations);
    }
}
