package io.kvorum.simulation.invariant;

import io.kvorum.spi.MemberId;
import java.util.Map;
import java.util.TreeMap;

/** Election safety: at most one leader per term, and at most one vote per member and term, over all its lives. */
public final class Elections {
    private final Violations violations;
    private final Map<Long, MemberId> leaders = new TreeMap<>();
    private final Map<MemberId, Map<Long, MemberId>> votes = new TreeMap<>();
    // Who led when somebody last looked: mostly the same as before
    private long latestTerm;
    private MemberId latest;

    Elections(Violations violations) {
        this.violations = violations;
    }

    /**
     * A member leads, or takes another for the leader.
     *
     * @return whether this term had no known leader before
     */
    boolean leads(MemberId leader, long term) {
        if (term == latestTerm && leader.equals(latest)) {
            return false;
        }
        latestTerm = term;
        latest = leader;
        MemberId known = leaders.putIfAbsent(term, leader);
        if (known != null && !known.equals(leader)) {
            violations.add("election safety: members " + known + " and " + leader + " both lead term " + term);
        }
        return known == null;
    }

    /** A member's vote leaves it. */
    void votes(MemberId voter, long term, MemberId candidate) {
        MemberId known = votes.computeIfAbsent(voter, absent -> new TreeMap<>()).putIfAbsent(term, candidate);
        if (known != null && !known.equals(candidate)) {
            violations.add("member " + voter + " voted for " + known + " and for " + candidate + " in term " + term);
        }
    }

    /** Everybody else is lost for good: their terms may come again, with the survivor as leader. */
    void goOnWith(MemberId survivor) {
        leaders.clear();
        latest = null;
        votes.keySet().removeIf(voter -> !voter.equals(survivor));
    }

    /** Number of terms that had a leader. */
    public int count() {
        return leaders.size();
    }
}
