package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a list of operations writes a key twice (R80, R81), with the two gaps of the reference (R82): a delete without
 * an upper end covers nothing here, and a put in a nested transaction is not compared with the deletes of a later one.
 */
final class DuplicateKeys {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    private final Set<ByteString> puts = new HashSet<>();
    private final List<DeleteRangeRequest> deletes = new ArrayList<>();

    private DuplicateKeys() {}

    /** Throws DUPLICATE_KEY if the list of a whole branch has one. */
    static void check(List<RequestOp> operations) {
        if (operations.size() > 1 || operations.size() == 1 && operations.get(0).hasRequestTxn()) {
            collect(operations);
        }
    }

    private static DuplicateKeys collect(List<RequestOp> operations) {
        DuplicateKeys level = new DuplicateKeys();
        for (RequestOp operation : operations) {
            if (operation.hasRequestDeleteRange()) {
                level.deletes.add(operation.getRequestDeleteRange());
            }
        }
        for (RequestOp operation : operations) {
            if (operation.hasRequestTxn()) {
                level.addNested(
                        collect(operation.getRequestTxn().getSuccessList()),
                        collect(operation.getRequestTxn().getFailureList()));
            }
        }
        for (RequestOp operation : operations) {
            if (operation.hasRequestPut()) {
                level.addPut(operation.getRequestPut().getKey());
            }
        }
        return level;
    }

    private void addNested(DuplicateKeys success, DuplicateKeys failure) {
        for (ByteString key : success.puts) {
            addPut(key);
        }
        for (ByteString key : failure.puts) {
            // Only one of the two branches will run.
            if (!success.puts.contains(key)) {
                addPut(key);
            }
        }
        deletes.addAll(success.deletes);
        deletes.addAll(failure.deletes);
    }

    private void addPut(ByteString key) {
        if (!puts.add(key) || isDeleted(key)) {
            throw new KvorumException(ErrorCode.DUPLICATE_KEY);
        }
    }

    private boolean isDeleted(ByteString key) {
        for (int i = 0; i < deletes.size(); i++) {
            DeleteRangeRequest delete = deletes.get(i);
            ByteString end = delete.getRangeEnd();
            if (end.isEmpty()
                    ? key.equals(delete.getKey())
                    : ORDER.compare(key, delete.getKey()) >= 0 && ORDER.compare(key, end) < 0) {
                return true;
            }
        }
        return false;
    }
}
