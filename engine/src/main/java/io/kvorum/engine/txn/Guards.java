package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.Rows;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.engine.mvcc.KeyInterval;
import io.kvorum.engine.mvcc.PairState;
import io.kvorum.engine.mvcc.ReadView;
import java.util.List;

/** Evaluates the guards of a transaction (R70, R73-R77). */
final class Guards {
    private Guards() {}

    /** Whether all hold in this view; none at all hold. May block for the disk. */
    static boolean hold(ReadView view, List<Compare> guards) {
        for (int i = 0; i < guards.size(); i++) {
            if (!holds(view, guards.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(ReadView view, Compare guard) {
        if (guard.getRangeEnd().isEmpty() && isIndexed(guard)) {
            PairState state = view.find(guard.getKey());
            return matches(guard, Long.compare(state == null ? 0 : number(guard, state), operand(guard)));
        }
        KeyInterval interval = KeyInterval.of(guard.getKey(), guard.getRangeEnd());
        List<ByteString> rows = view.rows(view.select(interval, 0, false, Long.MAX_VALUE));
        if (rows.isEmpty()) {
            return guard.getTarget() != Compare.CompareTarget.VALUE && matches(guard, compareMissing(guard));
        }
        for (ByteString row : rows) {
            if (!matches(guard, compareRow(guard, row))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the key index knows the field. */
    private static boolean isIndexed(Compare guard) {
        return switch (guard.getTarget()) {
            case VERSION, CREATE, MOD -> true;
            case VALUE, LEASE, UNRECOGNIZED -> false;
        };
    }

    private static long number(Compare guard, PairState state) {
        return switch (guard.getTarget()) {
            case VERSION -> state.version();
            case CREATE -> state.createRevision();
            case MOD -> state.modRevision();
            case VALUE, LEASE, UNRECOGNIZED -> throw new IllegalStateException("not in the index");
        };
    }

    private static int compareMissing(Compare guard) {
        return guard.getTarget() == Compare.CompareTarget.UNRECOGNIZED ? 0 : Long.compare(0, operand(guard));
    }

    private static int compareRow(Compare guard, ByteString row) {
        return switch (guard.getTarget()) {
            case VERSION -> Long.compare(Rows.version(row), operand(guard));
            case CREATE -> Long.compare(Rows.createRevision(row), operand(guard));
            case MOD -> Long.compare(Rows.modRevision(row), operand(guard));
            case LEASE -> Long.compare(Rows.lease(row), operand(guard));
            case VALUE -> ByteString.unsignedLexicographicalComparator().compare(Rows.value(row), guard.getValue());
            case UNRECOGNIZED -> 0;
        };
    }

    /** The given number; 0 if it is missing or of another kind than the target (R75), which is what the getters say. */
    private static long operand(Compare guard) {
        return switch (guard.getTarget()) {
            case VERSION -> guard.getVersion();
            case CREATE -> guard.getCreateRevision();
            case MOD -> guard.getModRevision();
            case LEASE -> guard.getLease();
            case VALUE, UNRECOGNIZED -> 0;
        };
    }

    private static boolean matches(Compare guard, int order) {
        return switch (guard.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case UNRECOGNIZED -> true;
        };
    }
}
