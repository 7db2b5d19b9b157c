package io.kvorum.raft.driver;

import io.kvorum.raft.core.TermRuns;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the entries lie in the log: index → LSN, and their terms. About 8 bytes per entry, in chunks, so that growing and
 * releasing copy nothing.
 */
final class LogIndex {
    private static final int CHUNK = 4096;

    private final TermRuns terms = new TermRuns(0, 0);
    private List<long[]> chunks = new ArrayList<>();
    /** Index of the first slot of the first chunk. */
    private long origin = 1;

    TermRuns terms() {
        return terms;
    }

    long lastIndex() {
        return terms.lastIndex();
    }

    long baseIndex() {
        return terms.baseIndex();
    }

    /** The log goes on after {@code (index, term)}; nothing before counts. */
    void reset(long index, long term) {
        terms.reset(index, term);
        chunks.clear();
        origin = index + 1;
    }

    /** Notes an entry; a known index is overruled together with everything after it. */
    void put(long index, long term, long lsn) {
        if (index <= terms.lastIndex()) {
            terms.truncateFrom(index);
        }
        terms.append(index, term);
        int slot = Math.toIntExact(index - origin);
        if (slot / CHUNK == chunks.size()) {
            chunks.add(new long[CHUNK]);
        }
        chunks.get(slot / CHUNK)[slot % CHUNK] = lsn;
    }

    /** The LSN of an entry above the base. */
    long lsnOf(long index) {
        if (index <= terms.baseIndex() || index > terms.lastIndex()) {
            throw new IllegalStateException("entry " + index + " is not in the log, which holds "
                    + (terms.baseIndex() + 1) + " to " + terms.lastIndex());
        }
        int slot = Math.toIntExact(index - origin);
        return chunks.get(slot / CHUNK)[slot % CHUNK];
    }

    /** Forgets everything up to and including {@code index}. */
    void releaseUpTo(long index) {
        terms.releaseUpTo(index);
        int whole = Math.toIntExact(Math.max(0, (index + 1 - origin) / CHUNK));
        if (whole > 0) {
            chunks = new ArrayList<>(chunks.subList(whole, chunks.size()));
            origin += (long) whole * CHUNK;
        }
    }
}
