package io.kvorum.engine.txn;

import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.mvcc.ReadView;
import java.util.ArrayList;
import java.util.List;

/**
 * Which operations of a transaction run: decided for all levels before any of them runs (R72).
 *
 * @param succeeded whether the guards held
 * @param operations those of the branch
 * @param nested the choices of the nested transactions among the operations, in their order
 */
record ChosenBranch(boolean succeeded, List<RequestOp> operations, List<ChosenBranch> nested) {
    /** Evaluates the guards. May block for the disk. */
    static ChosenBranch of(ReadView view, TxnRequest request) {
        boolean succeeded = Guards.hold(view, request.getCompareList());
        List<RequestOp> operations = succeeded ? request.getSuccessList() : request.getFailureList();
        List<ChosenBranch> nested = List.of();
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).hasRequestTxn()) {
                nested = nested.isEmpty() ? new ArrayList<>() : nested;
                nested.add(of(view, operations.get(i).getRequestTxn()));
            }
        }
        return new ChosenBranch(succeeded, operations, nested);
    }
}
