package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.DeleteRangeResponse;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.PutResponse;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.ResponseOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.api.etcdserverpb.TxnResponse;
import io.kvorum.api.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rules of the key space, written down as slowly and plainly as possible: a copy of all pairs per revision. Errors are
 * thrown as {@link Refusal} with the text that a client sees.
 */
final class StoreModel {
    static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();
    static final ResponseHeader MEMBER = ResponseHeader.newBuilder()
            .setClusterId(7)
            .setMemberId(8)
            .setRaftTerm(9)
            .build();

    /** One change: {@code pair} has only a key for a deletion. */
    record Entry(long main, int sub, KeyValue pair) {
        boolean isDeletion() {
            return pair.getModRevision() == 0;
        }
    }

    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String text) {
            super("etcdserver: " + text);
        }
    }

    final List<Entry> history = new ArrayList<>();
    final TreeMap<Long, TreeMap<ByteString, KeyValue>> snapshots = new TreeMap<>();
    final Set<Long> leases;
    long revision = 1;
    long compactRevision = -1;

    // The transaction that is being executed.
    private TreeMap<ByteString, KeyValue> pairs = new TreeMap<>(ORDER);
    private int changes;

    StoreModel(Set<Long> leases) {
        this.leases = leases;
        snapshots.put(1L, new TreeMap<>(ORDER));
    }

    /** Leaves the history as one more revision if anything was changed. */
    private void end() {
        if (changes > 0) {
            revision++;
            snapshots.put(revision, new TreeMap<>(pairs));
            changes = 0;
        }
    }

    private ResponseHeader header() {
        return MEMBER.toBuilder()
                .setRevision(changes > 0 ? revision + 1 : revision)
                .build();
    }

    private ResponseHeader inner() {
        return ResponseHeader.newBuilder()
                .setRevision(changes > 0 ? revision + 1 : revision)
                .build();
    }

    PutResponse put(PutRequest request) {
        if (request.getLease() != 0 && !leases.contains(request.getLease())) {
            throw new Refusal("requested lease not found");
        }
        if ((request.getIgnoreValue() || request.getIgnoreLease()) && !pairs.containsKey(request.getKey())) {
            throw new Refusal("key not found");
        }
        PutResponse answer = doPut(request).setHeader(header()).build();
        end();
        return answer;
    }

    private PutResponse.Builder doPut(PutRequest request) {
        KeyValue old = pairs.get(request.getKey());
        KeyValue pair = KeyValue.newBuilder()
                .setKey(request.getKey())
                .setValue(request.getIgnoreValue() ? old.getValue() : request.getValue())
                .setLease(request.getIgnoreLease() ? old.getLease() : request.getLease())
                .setModRevision(revision + 1)
                .setCreateRevision(old == null ? revision + 1 : old.getCreateRevision())
                .setVersion(old == null ? 1 : old.getVersion() + 1)
                .build();
        pairs.put(request.getKey(), pair);
        history.add(new Entry(revision + 1, changes++, pair));
        PutResponse.Builder answer = PutResponse.newBuilder();
        return request.getPrevKv() && old != null ? answer.setPrevKv(old) : answer;
    }

    DeleteRangeResponse delete(DeleteRangeRequest request) {
        DeleteRangeResponse answer = doDelete(request).setHeader(header()).build();
        end();
        return answer;
    }

    private DeleteRangeResponse.Builder doDelete(DeleteRangeRequest request) {
        DeleteRangeResponse.Builder answer = DeleteRangeResponse.newBuilder();
        for (KeyValue old : new ArrayList<>(
                interval(pairs, request.getKey(), request.getRangeEnd()).values())) {
            pairs.remove(old.getKey());
            history.add(new Entry(
                    revision + 1,
                    changes++,
                    KeyValue.newBuilder().setKey(old.getKey()).build()));
            answer.setDeleted(answer.getDeleted() + 1);
            if (request.getPrevKv()) {
                answer.addPrevKvs(old);
            }
        }
        return answer;
    }

    static NavigableMap<ByteString, KeyValue> interval(
            TreeMap<ByteString, KeyValue> pairs, ByteString key, ByteString end) {
        TreeMap<ByteString, KeyValue> result = new TreeMap<>(ORDER);
        pairs.forEach((k, pair) -> {
            boolean inside = end.isEmpty()
                    ? k.equals(key)
                    : ORDER.compare(k, key) >= 0
                            && (end.equals(ByteString.copyFrom(new byte[1])) || ORDER.compare(k, end) < 0);
            if (inside) {
                result.put(k, pair);
            }
        });
        return result;
    }

    /** A read at the state after {@code upTo}. */
    RangeResponse range(RangeRequest request, long upTo, long compacted) {
        return doRange(request, upTo, compacted, snapshots.get(upTo))
                .setHeader(MEMBER.toBuilder().setRevision(upTo))
                .build();
    }

    private RangeResponse.Builder doRange(
            RangeRequest request, long upTo, long compacted, TreeMap<ByteString, KeyValue> newest) {
        TreeMap<ByteString, KeyValue> at = newest;
        if (request.getRevision() > 0) {
            if (request.getRevision() > upTo) {
                throw new Refusal("mvcc: required revision is a future revision");
            }
            if (request.getRevision() < compacted) {
                throw new Refusal("mvcc: required revision has been compacted");
            }
            at = request.getRevision() == upTo ? newest : snapshots.get(request.getRevision());
        }
        List<KeyValue> found = new ArrayList<>(
                interval(at, request.getKey(), request.getRangeEnd()).values());
        RangeResponse.Builder answer = RangeResponse.newBuilder().setCount(found.size());
        if (request.getCountOnly()) {
            return answer;
        }
        boolean filtered = request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
        boolean none = request.getSortOrder() == RangeRequest.SortOrder.NONE;
        if (!filtered && none && request.getLimit() > 0 && found.size() > request.getLimit() + 1) {
            found = new ArrayList<>(found.subList(0, (int) request.getLimit() + 1));
        }
        found.removeIf(pair -> isFilteredOut(request, pair));
        Comparator<KeyValue> order = order(request);
        found.sort(request.getSortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order);
        if (request.getLimit() > 0 && found.size() > request.getLimit()) {
            found = found.subList(0, (int) request.getLimit());
            answer.setMore(true);
        }
        for (KeyValue pair : found) {
            KeyValue.Builder shown = pair.toBuilder();
            if (request.getKeysOnly()) {
                shown.clearValue();
                if (request.getSortTarget() != RangeRequest.SortTarget.VALUE) {
                    shown.clearLease();
                }
            }
            answer.addKvs(shown);
        }
        return answer;
    }

    private static boolean isFilteredOut(RangeRequest request, KeyValue pair) {
        return request.getMinModRevision() != 0 && pair.getModRevision() < request.getMinModRevision()
                || request.getMaxModRevision() != 0 && pair.getModRevision() > request.getMaxModRevision()
                || request.getMinCreateRevision() != 0 && pair.getCreateRevision() < request.getMinCreateRevision()
                || request.getMaxCreateRevision() != 0 && pair.getCreateRevision() > request.getMaxCreateRevision();
    }

    private static Comparator<KeyValue> order(RangeRequest request) {
        return switch (request.getSortTarget()) {
            case KEY -> Comparator.comparing(KeyValue::getKey, ORDER);
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            default -> Comparator.comparing(KeyValue::getValue, ORDER);
        };
    }

    TxnResponse txn(TxnRequest request) {
        TreeMap<ByteString, KeyValue> before = new TreeMap<>(pairs);
        check(request, before, new ArrayList<>());
        TxnResponse answer = doTxn(request, before).setHeader(header()).build();
        end();
        return answer;
    }

    /** A transaction that only reads, at the state after {@code upTo}. */
    TxnResponse readOnly(TxnRequest request, long upTo, long compacted) {
        TreeMap<ByteString, KeyValue> at = snapshots.get(upTo);
        boolean succeeded = request.getCompareList().stream().allMatch(guard -> holds(guard, at));
        TxnResponse.Builder answer = TxnResponse.newBuilder()
                .setSucceeded(succeeded)
                .setHeader(MEMBER.toBuilder().setRevision(upTo));
        List<RequestOp> operations = succeeded ? request.getSuccessList() : request.getFailureList();
        for (RequestOp operation : operations) {
            checkRange(operation.getRequestRange(), upTo, compacted);
        }
        for (RequestOp operation : operations) {
            RangeResponse.Builder range = doRange(operation.getRequestRange(), upTo, compacted, at);
            answer.addResponses(ResponseOp.newBuilder()
                    .setResponseRange(
                            range.setHeader(ResponseHeader.newBuilder().setRevision(upTo))));
        }
        return answer.build();
    }

    private static void checkRange(RangeRequest range, long upTo, long compacted) {
        if (range.getRevision() > upTo) {
            throw new Refusal("mvcc: required revision is a future revision");
        }
        if (range.getRevision() != 0 && range.getRevision() < compacted) {
            throw new Refusal("mvcc: required revision has been compacted");
        }
    }

    private void check(TxnRequest request, TreeMap<ByteString, KeyValue> before, List<DeleteRangeRequest> deleted) {
        boolean succeeded = request.getCompareList().stream().allMatch(guard -> holds(guard, before));
        for (RequestOp operation : succeeded ? request.getSuccessList() : request.getFailureList()) {
            if (operation.hasRequestTxn()) {
                check(operation.getRequestTxn(), before, deleted);
            } else if (operation.hasRequestDeleteRange()) {
                deleted.add(operation.getRequestDeleteRange());
            } else if (operation.hasRequestRange()) {
                checkRange(operation.getRequestRange(), revision, compactRevision);
            } else {
                PutRequest put = operation.getRequestPut();
                TreeMap<ByteString, KeyValue> left = new TreeMap<>(before);
                deleted.forEach(range -> interval(left, range.getKey(), range.getRangeEnd())
                        .keySet()
                        .forEach(left::remove));
                if ((put.getIgnoreLease() || put.getIgnoreValue()) && !left.containsKey(put.getKey())) {
                    throw new Refusal("key not found");
                }
                if (put.getLease() != 0 && !leases.contains(put.getLease())) {
                    throw new Refusal("requested lease not found");
                }
            }
        }
    }

    private TxnResponse.Builder doTxn(TxnRequest request, TreeMap<ByteString, KeyValue> before) {
        boolean succeeded = request.getCompareList().stream().allMatch(guard -> holds(guard, before));
        TxnResponse.Builder answer = TxnResponse.newBuilder().setSucceeded(succeeded);
        for (RequestOp operation : succeeded ? request.getSuccessList() : request.getFailureList()) {
            ResponseOp.Builder response = ResponseOp.newBuilder();
            switch (operation.getRequestCase()) {
                case REQUEST_PUT -> {
                    PutResponse.Builder put = doPut(operation.getRequestPut());
                    response.setResponsePut(put.setHeader(inner()));
                }
                case REQUEST_DELETE_RANGE -> {
                    DeleteRangeResponse.Builder delete = doDelete(operation.getRequestDeleteRange());
                    response.setResponseDeleteRange(delete.setHeader(inner()));
                }
                case REQUEST_RANGE -> {
                    RangeRequest range = operation.getRequestRange();
                    long now = changes > 0 ? revision + 1 : revision;
                    response.setResponseRange(
                            doRange(range, now, compactRevision, pairs).setHeader(inner()));
                }
                default -> {
                    TxnResponse.Builder nested = doTxn(operation.getRequestTxn(), before);
                    response.setResponseTxn(nested.setHeader(ResponseHeader.getDefaultInstance()));
                }
            }
            answer.addResponses(response);
        }
        return answer;
    }

    private static boolean holds(Compare guard, TreeMap<ByteString, KeyValue> pairs) {
        NavigableMap<ByteString, KeyValue> found = interval(pairs, guard.getKey(), guard.getRangeEnd());
        if (found.isEmpty()) {
            return guard.getTarget() != Compare.CompareTarget.VALUE && holds(guard, KeyValue.getDefaultInstance());
        }
        return found.values().stream().allMatch(pair -> holds(guard, pair));
    }

    private static boolean holds(Compare guard, KeyValue pair) {
        int order = switch (guard.getTarget()) {
            case VERSION -> Long.compare(pair.getVersion(), guard.getVersion());
            case CREATE -> Long.compare(pair.getCreateRevision(), guard.getCreateRevision());
            case MOD -> Long.compare(pair.getModRevision(), guard.getModRevision());
            case LEASE -> Long.compare(pair.getLease(), guard.getLease());
            case VALUE -> ORDER.compare(pair.getValue(), guard.getValue());
            case UNRECOGNIZED -> 0;
        };
        return switch (guard.getResult()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
            case UNRECOGNIZED -> true;
        };
    }

    void compact(long to) {
        if (to > revision) {
            throw new Refusal("mvcc: required revision is a future revision");
        }
        if (to <= compactRevision) {
            throw new Refusal("mvcc: required revision has been compacted");
        }
        compactRevision = to;
    }

    /** What a finished compaction leaves (R102). */
    List<Entry> keptHistory() {
        return history.stream().filter(this::isKept).collect(Collectors.toList());
    }

    private boolean isKept(Entry entry) {
        if (entry.main() > compactRevision) {
            return true;
        }
        List<Entry> later = history.stream()
                .filter(other -> other.pair().getKey().equals(entry.pair().getKey())
                        && (other.main() > entry.main() || other.main() == entry.main() && other.sub() > entry.sub())
                        && other.main() <= compactRevision)
                .toList();
        boolean deletionBefore = history.stream()
                .anyMatch(other -> other.pair().getKey().equals(entry.pair().getKey())
                        && other.isDeletion()
                        && other.main() == compactRevision
                        && entry.main() == compactRevision
                        && other.sub() <= entry.sub());
        return deletionBefore || later.isEmpty() && !entry.isDeletion();
    }

    /** Each attached key with its lease. */
    TreeMap<ByteString, Long> attachments() {
        TreeMap<ByteString, Long> attached = new TreeMap<>(ORDER);
        pairs.values().stream()
                .filter(pair -> pair.getLease() != 0)
                .forEach(pair -> attached.put(pair.getKey(), pair.getLease()));
        return attached;
    }

    /** For a failed comparison. */
    @Override
    public String toString() {
        return "revision " + revision + ", compacted " + compactRevision + ", "
                + Collections.unmodifiableCollection(pairs.keySet());
    }
}
