package io.kvorum.simulation.invariant;

import java.util.Arrays;

/** The terms of the entries of one member's log, as far back as they are known. */
final class LogTerms {
    static final long UNKNOWN = -1;

    private long[] terms = new long[64];
    private long first;
    private int count;

    /** The term at an index; {@link #UNKNOWN} if the log has no entry there, or it is not known. */
    long at(long index) {
        return index < first || index >= first + count ? UNKNOWN : terms[(int) (index - first)];
    }

    /** Highest index; 0 for none. */
    long lastIndex() {
        return count == 0 ? 0 : first + count - 1;
    }

    /** An entry takes the place of whatever was there and behind. */
    void place(long index, long term) {
        if (count == 0 || index < first) {
            first = index;
        }
        int position = Math.toIntExact(index - first);
        if (position >= terms.length) {
            terms = Arrays.copyOf(terms, Math.max(position + 1, 2 * terms.length));
        }
        if (position > count) {
            Arrays.fill(terms, count, position, UNKNOWN);
        }
        terms[position] = term;
        count = position + 1;
    }

    /** Nothing but this entry is known any more. */
    void beginWith(long index, long term) {
        count = 0;
        place(index, term);
    }
}
