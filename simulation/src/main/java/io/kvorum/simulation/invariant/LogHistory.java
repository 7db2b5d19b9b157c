package io.kvorum.simulation.invariant;

import io.kvorum.spi.MemberId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Log matching: an index and a term name one entry, and one sequence before it, in all logs there ever were. Leader
 * completeness: where a new term begins, everything that was committed before is in the log.
 *
 * <p>Each entry is kept with the term of its predecessor; that they agree for every single entry makes whole logs agree.
 */
final class LogHistory {
    private static final long UNKNOWN = -1;

    private final Violations violations;
    private final CommittedLog committed;
    private final Map<Place, Content> entries = new HashMap<>();
    private final TreeMap<Long, Long> firstOfTerm = new TreeMap<>();
    private final Map<MemberId, Mirror> mirrors = new HashMap<>();
    private long truncations;

    private record Place(long index, long term) {}

    private record Content(int hash, long previousTerm) {}

    /** The terms of one member's log, as far back as they are known. */
    private static final class Mirror {
        private final TreeMap<Long, Long> terms = new TreeMap<>();
    }

    LogHistory(Violations violations, CommittedLog committed) {
        this.violations = violations;
        this.committed = committed;
    }

    /** A member opens its log: what it holds is told again, entry by entry. */
    void opened(MemberId member) {
        mirrors.put(member, new Mirror());
    }

    /** A member reads an entry back when it starts. */
    void read(MemberId member, long index, long term, int hash) {
        place(member, index, term, hash);
    }

    /** A member writes an entry, in place of whatever its log had there and behind. */
    void wrote(MemberId member, long index, long term, int hash) {
        TreeMap<Long, Long> terms = mirrors.get(member).terms;
        if (!terms.isEmpty() && terms.lastKey() >= index) {
            truncations++;
        }
        place(member, index, term, hash);
    }

    /** A member's log begins anew after a snapshot, or says again where it begins. */
    void marked(MemberId member, long index, long term) {
        TreeMap<Long, Long> terms = mirrors.get(member).terms;
        Long known = terms.get(index);
        if (known == null || known != term) {
            terms.clear();
            terms.put(index, term);
        }
    }

    private void place(MemberId member, long index, long term, int hash) {
        TreeMap<Long, Long> terms = mirrors.get(member).terms;
        terms.tailMap(index, true).clear();
        Long before = terms.get(index - 1);
        long previousTerm = index == 1 ? 0 : before == null ? UNKNOWN : before;
        terms.put(index, term);
        compare(member, new Place(index, term), new Content(hash, previousTerm));
    }

    private void compare(MemberId member, Place place, Content content) {
        Content known = entries.get(place);
        if (known == null) {
            entries.put(place, content);
            if (content.previousTerm() != UNKNOWN && content.previousTerm() < place.term()) {
                beginOfTerm(member, place, content.previousTerm());
            }
            return;
        }
        boolean samePrevious = known.previousTerm() == content.previousTerm()
                || known.previousTerm() == UNKNOWN
                || content.previousTerm() == UNKNOWN;
        if (known.hash() != content.hash() || !samePrevious) {
            violations.add("log matching: member " + member + " wrote entry " + place.index() + " of term "
                    + place.term() + " with another " + (samePrevious ? "content" : "predecessor") + " than before");
        }
    }

    private void beginOfTerm(MemberId member, Place first, long previousTerm) {
        if (firstOfTerm.putIfAbsent(first.term(), first.index()) != null) {
            return;
        }
        long last = committed.lastIndexBefore(first.term());
        if (last == 0) {
            return;
        }
        long index = first.index() - 1;
        long term = previousTerm;
        while (index > last && term != UNKNOWN) {
            Content content = entries.get(new Place(index, term));
            term = content == null ? UNKNOWN : content.previousTerm();
            index--;
        }
        if (index < last || term != UNKNOWN && term != committed.termAt(last)) {
            violations.add("leader completeness: term " + first.term() + " begins with entry " + first.index()
                    + " (seen at member " + member + ") without the committed entry " + last + " of term "
                    + committed.termAt(last));
        }
    }

    /** How often a member replaced entries of its log by others. */
    long truncations() {
        return truncations;
    }
}
