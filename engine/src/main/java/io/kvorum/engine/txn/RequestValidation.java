package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Retry;
import io.kvorum.api.StatusCode;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeRequest.SortOrder;
import io.kvorum.api.etcdserverpb.RangeRequest.SortTarget;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import java.util.List;

/** Checks of requests that need no state. Pure; any thread. Each throws {@link KvorumException}. */
public final class RequestValidation {
    private RequestValidation() {}

    /** R21-R23. */
    public static void check(RangeRequest request) {
        requireKey(request.getKey());
        if (request.getSortOrder() == SortOrder.UNRECOGNIZED || request.getSortTarget() == SortTarget.UNRECOGNIZED) {
            throw new KvorumException(ErrorCode.INVALID_SORT_OPTION);
        }
    }

    /** R21-R23 and R40. */
    public static void checkStream(RangeRequest request) {
        check(request);
        boolean keyOrder = request.getSortOrder() == SortOrder.NONE
                || request.getSortOrder() == SortOrder.ASCEND && request.getSortTarget() == SortTarget.KEY;
        if (!keyOrder) {
            throw unimplemented("RangeStream does not support custom sort orders");
        }
        if (request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0) {
            throw unimplemented("RangeStream does not support revision filters");
        }
    }

    /** R50, without the space check. */
    public static void check(PutRequest request) {
        requireKey(request.getKey());
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            throw new KvorumException(ErrorCode.VALUE_PROVIDED);
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            throw new KvorumException(ErrorCode.LEASE_PROVIDED);
        }
    }

    /** R56. */
    public static void check(DeleteRangeRequest request) {
        requireKey(request.getKey());
    }

    /**
     * R78-R82.
     *
     * @param operationsMax {@code max-txn-ops}
     */
    public static void check(TxnRequest request, int operationsMax) {
        checkOperations(request, operationsMax);
        DuplicateKeys.check(request.getSuccessList());
        DuplicateKeys.check(request.getFailureList());
    }

    private static void checkOperations(TxnRequest request, int operationsMax) {
        int operations =
                Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (operations > operationsMax) {
            throw new KvorumException(ErrorCode.TOO_MANY_OPERATIONS);
        }
        List<Compare> guards = request.getCompareList();
        for (int i = 0; i < guards.size(); i++) {
            requireKey(guards.get(i).getKey());
        }
        checkBranch(request.getSuccessList(), operationsMax - operations);
        checkBranch(request.getFailureList(), operationsMax - operations);
    }

    private static void checkBranch(List<RequestOp> operations, int nestedMax) {
        for (int i = 0; i < operations.size(); i++) {
            RequestOp operation = operations.get(i);
            switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> check(operation.getRequestRange());
                case REQUEST_PUT -> check(operation.getRequestPut());
                case REQUEST_DELETE_RANGE -> check(operation.getRequestDeleteRange());
                case REQUEST_TXN -> checkOperations(operation.getRequestTxn(), nestedMax);
                default -> throw new KvorumException(ErrorCode.KEY_NOT_FOUND);
            }
        }
    }

    private static void requireKey(ByteString key) {
        if (key.isEmpty()) {
            throw new KvorumException(ErrorCode.EMPTY_KEY);
        }
    }

    private static KvorumException unimplemented(String text) {
        return KvorumException.withText(StatusCode.UNIMPLEMENTED, text, Retry.NEVER);
    }
}
