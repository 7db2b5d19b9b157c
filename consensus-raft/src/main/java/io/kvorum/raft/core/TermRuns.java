package io.kvorum.raft.core;

import java.util.Arrays;

/**
 * The terms of a log's entries as runs: most logs hold thousands of entries of one term. Knows indexes from the base on;
 * the base itself is the last entry that was given up, whose term is still needed to compare logs.
 */
public final class TermRuns {
    /** Answer for an index outside the log. */
    public static final long UNKNOWN = -1;

    private long[] starts = new long[8];
    private long[] terms = new long[8];
    private int runs;
    private long baseIndex;
    private long baseTerm;
    private long lastIndex;

    /** An empty log that begins after {@code (baseIndex, baseTerm)}. */
    public TermRuns(long baseIndex, long baseTerm) {
        reset(baseIndex, baseTerm);
    }

    /** Forgets everything; the log continues after {@code (index, term)}. */
    public void reset(long index, long term) {
        runs = 0;
        baseIndex = index;
        baseTerm = term;
        lastIndex = index;
    }

    /** Says the term of the base, where replay learns it after the entries that follow. */
    public void setBaseTerm(long term) {
        baseTerm = term;
    }

    public long baseIndex() {
        return baseIndex;
    }

    public long baseTerm() {
        return baseTerm;
    }

    public long lastIndex() {
        return lastIndex;
    }

    public long lastTerm() {
        return runs == 0 ? baseTerm : terms[runs - 1];
    }

    /** Adds the entry after the last one. */
    public void append(long index, long term) {
        if (index != lastIndex + 1) {
            throw new IllegalStateException("entry " + index + " does not follow " + lastIndex);
        }
        if (term < lastTerm()) {
            throw new IllegalStateException("term " + term + " at " + index + " is below term " + lastTerm());
        }
        if (runs == 0 || terms[runs - 1] != term) {
            if (runs == starts.length) {
                starts = Arrays.copyOf(starts, 2 * runs);
                terms = Arrays.copyOf(terms, 2 * runs);
            }
            starts[runs] = index;
            terms[runs] = term;
            runs++;
        }
        lastIndex = index;
    }

    /** Drops {@code index} and everything after it. */
    public void truncateFrom(long index) {
        if (index <= baseIndex) {
            throw new IllegalStateException("cannot drop entry " + index + ": the log begins after " + baseIndex);
        }
        while (runs > 0 && starts[runs - 1] >= index) {
            runs--;
        }
        lastIndex = Math.min(lastIndex, index - 1);
    }

    /** Gives up everything up to and including {@code index}, which becomes the base. */
    public void releaseUpTo(long index) {
        if (index <= baseIndex) {
            return;
        }
        long term = termAt(index);
        if (term == UNKNOWN) {
            throw new IllegalStateException("cannot release up to " + index + ": the log ends at " + lastIndex);
        }
        int keep = runOf(index);
        if (keep > 0) {
            System.arraycopy(starts, keep, starts, 0, runs - keep);
            System.arraycopy(terms, keep, terms, 0, runs - keep);
            runs -= keep;
        }
        baseIndex = index;
        baseTerm = term;
        if (baseIndex == lastIndex) {
            runs = 0;
        }
    }

    /** The term at {@code index}, from the base to the last index; {@link #UNKNOWN} outside. */
    public long termAt(long index) {
        if (index == baseIndex) {
            return baseTerm;
        }
        if (index < baseIndex || index > lastIndex) {
            return UNKNOWN;
        }
        return terms[runOf(index)];
    }

    /**
     * The highest index at or below {@code index} whose term is at most {@code term}; the base when there is none. Whole
     * terms that cannot agree are skipped at once.
     */
    public long lastIndexWithTermAtMost(long index, long term) {
        long candidate = Math.min(index, lastIndex);
        if (candidate <= baseIndex) {
            return candidate;
        }
        for (int run = runOf(candidate); run >= 0; run--) {
            if (terms[run] <= term) {
                return candidate;
            }
            candidate = starts[run] - 1;
        }
        return Math.max(candidate, baseIndex);
    }

    private int runOf(long index) {
        if (index >= starts[runs - 1]) {
            return runs - 1;
        }
        int found = Arrays.binarySearch(starts, 0, runs, index);
        // The first run may have begun below the base; an index is then still in it.
        return found >= 0 ? found : Math.max(0, -found - 2);
    }
}
