package io.kvorum.simulation.invariant;

import io.kvorum.spi.MemberId;
import java.util.HashMap;
import java.util.Map;

/**
 * Log matching: an index and a term name one entry, and one sequence before it, in all logs there ever were. Leader
 * completeness: where a new term begins, everything that was committed before is in the log.
 *
 * <p>Each entry is kept with the term of its predecessor; that they agree for every single entry makes whole logs agree.
 */
final class LogHistory {
    private static final long UNKNOWN = LogTerms.UNKNOWN;

    private final Violations violations;
    private final CommittedLog committed;
    private final Map<Place, Content> entries = new HashMap<>();
    private final Map<Long, Long> firstOfTerm = new HashMap<>();
    private final Map<MemberId, LogTerms> mirrors = new HashMap<>();
    // Up to where a member's log was durable when it last said so, as long as nothing was overruled since
    private final Map<MemberId, Long> durable = new HashMap<>();
    private long truncations;

    private record Place(long index, long term) {}

    private record Content(int hash, long previousTerm) {}

    LogHistory(Violations violations, CommittedLog committed) {
        this.violations = violations;
        this.committed = committed;
    }

    /** A member opens its log: what it holds is told again, entry by entry. */
    void opened(MemberId member) {
        mirrors.put(member, new LogTerms());
    }

    /** A member reads an entry back when it starts. */
    void read(MemberId member, long index, long term, int hash) {
        place(member, index, term, hash);
    }

    /** A member writes an entry, in place of whatever its log had there and behind. */
    void wrote(MemberId member, long index, long term, int hash) {
        if (mirrors.get(member).lastIndex() >= index) {
            truncations++;
        }
        place(member, index, term, hash);
        durable.computeIfPresent(member, (same, before) -> Math.min(before, index - 1));
    }

    /** A member has made durable what its log holds. */
    void synced(MemberId member) {
        durable.put(member, mirrors.get(member).lastIndex());
    }

    /** Highest committed index that a member's log certainly holds, whatever it loses in a crash; 0 for none. */
    long safeUpTo(MemberId member) {
        LogTerms terms = mirrors.getOrDefault(member, new LogTerms());
        long index = Math.min(durable.getOrDefault(member, 0L), terms.lastIndex());
        while (index > 0 && (terms.at(index) == UNKNOWN || terms.at(index) != committed.termAt(index))) {
            index--;
        }
        return index;
    }

    /** Everybody else is lost for good, and with them every entry that the survivor's log does not hold. */
    void goOnWith(MemberId survivor) {
        LogTerms terms = mirrors.get(survivor);
        entries.keySet().removeIf(place -> terms.at(place.index()) != place.term());
        firstOfTerm.entrySet().removeIf(first -> !entries.containsKey(new Place(first.getValue(), first.getKey())));
        mirrors.keySet().removeIf(member -> !member.equals(survivor));
    }

    /** A member's log begins anew after a snapshot, or says again where it begins. */
    void marked(MemberId member, long index, long term) {
        LogTerms terms = mirrors.get(member);
        if (terms.at(index) != term) {
            terms.beginWith(index, term);
        }
    }

    private void place(MemberId member, long index, long term, int hash) {
        LogTerms terms = mirrors.get(member);
        long previousTerm = index == 1 ? 0 : terms.at(index - 1);
        terms.place(index, term);
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
