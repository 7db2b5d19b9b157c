package io.kvorum.simulation.invariant;

import com.google.protobuf.ByteString;
import io.kvorum.api.Rows;
import io.kvorum.simulation.history.TrueChange;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The store's true history, as the members write it into their storage: every member writes the same row under the same
 * revision, or their states differ. Compaction takes nothing away from it.
 */
public final class StateHistory {
    private final Violations violations;
    private final Map<Bytes, Row> rows = new HashMap<>();
    // By index: the revision after the entry there, where a batch ended that wrote rows; 0 elsewhere
    private long[] revisions = new long[1024];

    /** A row, with who wrote it first and when. */
    private record Row(Bytes content, MemberId first, long nanoseconds) {}

    StateHistory(Violations violations) {
        this.violations = violations;
    }

    /** @param key main revision (8 bytes), underscore, sub revision (8 bytes) */
    void wrote(MemberId member, Bytes key, Bytes content, long now) {
        Row known = rows.get(key);
        if (known == null) {
            rows.put(Bytes.wrap(key.toByteArray()), new Row(Bytes.wrap(content.toByteArray()), member, now));
        } else if (!known.content().equals(content)) {
            violations.add("states differ: member " + member + " wrote " + describe(key, content) + " where member "
                    + known.first() + " wrote " + describe(key, known.content()));
        }
    }

    /** A batch that ends with the entry at {@code index} ends with {@code revision}. */
    void applied(long index, long revision) {
        if (index >= revisions.length) {
            revisions = Arrays.copyOf(revisions, Math.max(Math.toIntExact(index) + 1, 2 * revisions.length));
        }
        revisions[Math.toIntExact(index)] = revision;
    }

    /** A revision that the store certainly had reached after the entry at an index; the highest that is known. */
    long revisionAt(long index) {
        for (long at = Math.min(index, revisions.length - 1); at > 0; at--) {
            if (revisions[(int) at] != 0) {
                return revisions[(int) at];
            }
        }
        return 1;
    }

    /** What came after an index, and after its revision, is lost and was allowed to be: others may take its place. */
    void forgetAfter(long index, long revision) {
        Bytes lost = key(revision + 1);
        rows.keySet().removeIf(key -> key.compareTo(lost) >= 0);
        if (index + 1 < revisions.length) {
            Arrays.fill(revisions, Math.toIntExact(index) + 1, revisions.length, 0);
        }
    }

    /** All changes, ascending by revision, those of one revision in their order. */
    public List<TrueChange> changes() {
        List<TrueChange> changes = new ArrayList<>();
        new TreeMap<>(rows).forEach((key, row) -> changes.add(change(key, row.content())));
        return changes;
    }

    /** When the deletion or change of this revision was first written, in virtual time; 0 if it was not. */
    public long writtenAt(long revision) {
        Row row = rows.get(key(revision));
        return row == null ? 0 : row.nanoseconds();
    }

    private static Bytes key(long revision) {
        byte[] key = new byte[17];
        ByteBuffer.wrap(key).putLong(revision).put((byte) '_');
        return Bytes.wrap(key);
    }

    private static TrueChange change(Bytes key, Bytes content) {
        ByteString row = ByteString.copyFrom(content.toByteBuffer());
        return new TrueChange(
                key.toByteBuffer().getLong(),
                Rows.key(row).toStringUtf8(),
                Rows.isTombstone(row) ? null : Rows.value(row).toStringUtf8());
    }

    private static String describe(Bytes key, Bytes content) {
        return change(key, content).toString();
    }
}
