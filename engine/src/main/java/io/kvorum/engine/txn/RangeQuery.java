package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Rows;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeRequest.SortOrder;
import io.kvorum.api.etcdserverpb.RangeRequest.SortTarget;
import io.kvorum.engine.mvcc.KeyInterval;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.PairSource;
import io.kvorum.engine.mvcc.ReadView;
import io.kvorum.engine.mvcc.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Answers reads (R24-R34). The request has passed {@link RequestValidation}. Any thread; immutable. */
public final class RangeQuery {
    private static final long ALL = Long.MAX_VALUE;

    private final MvccStore store;

    public RangeQuery(MvccStore store) {
        this.store = store;
    }

    /**
     * Answers from memory, or gives up with null: if a row is not cached, or more than {@code rowsMax} would be needed, or
     * the index would have to be walked for long. Never blocks; for event loops.
     *
     * @param header of this member; its revision is replaced (R20a)
     * @throws KvorumException FUTURE_REVISION or COMPACTED
     */
    public RangeAnswer tryRangeCached(RangeRequest request, Header header, int rowsMax) {
        while (true) {
            PairSource view = store.cachedPairs(rowsMax);
            try {
                return range(view, request, header);
            } catch (KvorumException failure) {
                if (!isOvertaken(view, failure)) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Answers at the newest published revision, or as of the one that the request names. May block for the disk.
     *
     * @param header of this member; its revision is replaced (R20a)
     * @throws KvorumException FUTURE_REVISION or COMPACTED
     */
    public RangeAnswer range(RangeRequest request, Header header) {
        while (true) {
            ReadView view = store.view();
            try {
                return range(view, request, header);
            } catch (KvorumException failure) {
                if (!isOvertaken(view, failure)) {
                    throw failure;
                }
            }
        }
    }

    /** Whether compaction passed the newest revision of a moment ago, or all rows were replaced: the read starts over. */
    static boolean isOvertaken(PairSource view, KvorumException failure) {
        return failure.is(ErrorCode.COMPACTED) && (view.revision() < view.compactRevision() || view.isReplaced());
    }

    /** Answers what one view shows; null if it gave up. */
    static RangeAnswer range(PairSource view, RangeRequest request, Header header) {
        KeyInterval interval = KeyInterval.of(request.getKey(), request.getRangeEnd());
        Header at = header.withRevision(view.revision());
        if (request.getCountOnly()) {
            Selection counted = view.select(interval, request.getRevision(), false, 0);
            return counted == null ? null : new RangeAnswer(at, List.of(), false, counted.count());
        }
        long limit = request.getLimit() > 0 ? request.getLimit() : ALL;
        boolean byKey = request.getSortTarget() == SortTarget.KEY;
        boolean descending = request.getSortOrder() == SortOrder.DESCEND;
        if (!hasFilters(request) && byKey) {
            Selection selection = view.select(interval, request.getRevision(), descending, limit);
            List<ByteString> rows = rows(view, selection, !request.getKeysOnly());
            return rows == null ? null : new RangeAnswer(at, rows, selection.count() > limit, selection.count());
        }
        return sorted(view, request, at, interval, limit);
    }

    private static RangeAnswer sorted(
            PairSource view, RangeRequest request, Header header, KeyInterval interval, long limit) {
        // Without an order the limit counts in key order, before sorting (R24).
        boolean early = !hasFilters(request) && request.getSortOrder() == SortOrder.NONE && limit < ALL;
        Selection selection = view.select(interval, request.getRevision(), false, early ? limit + 1 : ALL);
        if (selection == null) {
            return null;
        }
        long count = selection.count();
        long newest = request.getMaxModRevision() == 0 ? ALL : request.getMaxModRevision();
        selection.retainModRevisions(
                request.getMinModRevision() == 0 ? Long.MIN_VALUE : request.getMinModRevision(), newest);
        boolean needsValues = !request.getKeysOnly() || request.getSortTarget() == SortTarget.VALUE;
        List<ByteString> fetched = rows(view, selection, needsValues);
        if (fetched == null) {
            return null;
        }
        List<ByteString> rows = new ArrayList<>(fetched);
        retainCreateRevisions(rows, request);
        sort(rows, request);
        boolean more = rows.size() > limit;
        List<ByteString> page = more ? rows.subList(0, (int) limit) : rows;
        if (request.getKeysOnly() && needsValues) {
            page = page.stream().map(Rows::withoutValue).toList();
        }
        return new RangeAnswer(header, page, more, count);
    }

    private static List<ByteString> rows(PairSource view, Selection selection, boolean withValue) {
        if (selection == null) {
            return null;
        }
        return withValue ? view.rows(selection) : view.rowsWithoutValue(selection);
    }

    private static boolean hasFilters(RangeRequest request) {
        return request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
    }

    private static void retainCreateRevisions(List<ByteString> rows, RangeRequest request) {
        long lowest = request.getMinCreateRevision();
        long highest = request.getMaxCreateRevision();
        if (lowest != 0) {
            rows.removeIf(row -> Rows.createRevision(row) < lowest);
        }
        if (highest != 0) {
            rows.removeIf(row -> Rows.createRevision(row) > highest);
        }
    }

    private static void sort(List<ByteString> rows, RangeRequest request) {
        Comparator<ByteString> order = switch (request.getSortTarget()) {
            case KEY -> Comparator.comparing(Rows::key, ByteString.unsignedLexicographicalComparator());
            case VERSION -> Comparator.comparingLong(Rows::version);
            case CREATE -> Comparator.comparingLong(Rows::createRevision);
            case MOD -> Comparator.comparingLong(Rows::modRevision);
            case VALUE -> Comparator.comparing(Rows::value, ByteString.unsignedLexicographicalComparator());
            case UNRECOGNIZED -> throw new IllegalStateException("unchecked sort target");
        };
        boolean descending = request.getSortOrder() == SortOrder.DESCEND;
        if (request.getSortTarget() != SortTarget.KEY || descending) {
            rows.sort(descending ? order.reversed() : order);
        }
    }
}
