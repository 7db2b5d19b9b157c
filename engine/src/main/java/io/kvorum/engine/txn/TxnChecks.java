package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.engine.lease.LeaseAttachments;
import io.kvorum.engine.mvcc.KeyInterval;
import io.kvorum.engine.mvcc.ReadView;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for what can fail in a transaction, against the state before it, so that nothing fails once it writes (R83, R84,
 * R91).
 */
final class TxnChecks {
    private final ReadView before;
    private final LeaseAttachments leases;

    /** What the operations so far delete. */
    private final List<KeyInterval> deleted = new ArrayList<>();

    TxnChecks(ReadView before, LeaseAttachments leases) {
        this.before = before;
        this.leases = leases;
    }

    /** Throws for the first operation that would fail. */
    void check(ChosenBranch branch) {
        int nested = 0;
        for (int i = 0; i < branch.operations().size(); i++) {
            RequestOp operation = branch.operations().get(i);
            switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> check(operation.getRequestRange());
                case REQUEST_PUT -> check(operation.getRequestPut());
                case REQUEST_DELETE_RANGE ->
                    deleted.add(KeyInterval.of(
                            operation.getRequestDeleteRange().getKey(),
                            operation.getRequestDeleteRange().getRangeEnd()));
                case REQUEST_TXN -> check(branch.nested().get(nested++));
                default -> throw new IllegalStateException("an operation without content passed validation");
            }
        }
    }

    private void check(RangeRequest request) {
        long revision = request.getRevision();
        if (revision == 0) {
            return;
        }
        if (revision > before.revision()) {
            throw new KvorumException(ErrorCode.FUTURE_REVISION);
        }
        if (revision < before.compactRevision()) {
            throw new KvorumException(ErrorCode.COMPACTED);
        }
    }

    private void check(PutRequest request) {
        ByteString key = request.getKey();
        if ((request.getIgnoreValue() || request.getIgnoreLease()) && (isDeleted(key) || before.find(key) == null)) {
            throw new KvorumException(ErrorCode.KEY_NOT_FOUND);
        }
        if (request.getLease() != 0 && !leases.exists(request.getLease())) {
            throw new KvorumException(ErrorCode.LEASE_NOT_FOUND);
        }
    }

    private boolean isDeleted(ByteString key) {
        for (int i = 0; i < deleted.size(); i++) {
            if (deleted.get(i).contains(key)) {
                return true;
            }
        }
        return false;
    }
}
