package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.OperationAnswer;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.lease.LeaseAttachments;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.ReadView;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.engine.mvcc.WriteTransaction;
import java.util.ArrayList;
import java.util.List;

/**
 * Executes writes and transactions. Requests have passed {@link RequestValidation}. The writing methods are the apply
 * lane's; {@link #readOnly} may be called from any thread.
 */
public final class TxnExecutor {
    private final MvccStore store;
    private final LeaseAttachments leases;

    public TxnExecutor(MvccStore store, LeaseAttachments leases) {
        this.store = store;
        this.leases = leases;
    }

    /** Whether every operation of both branches is a read, so that the transaction needs no log (R87, R89). */
    public static boolean isReadOnly(TxnRequest request) {
        return allRanges(request.getSuccessList(), false) && allRanges(request.getFailureList(), false);
    }

    /** Whether a read-only transaction may be answered from local state (R88). */
    public static boolean isSerializable(TxnRequest request) {
        return allRanges(request.getSuccessList(), true) && allRanges(request.getFailureList(), true);
    }

    private static boolean allRanges(List<RequestOp> operations, boolean serializable) {
        for (int i = 0; i < operations.size(); i++) {
            RequestOp operation = operations.get(i);
            if (!operation.hasRequestRange()
                    || serializable && !operation.getRequestRange().getSerializable()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Executes a put.
     *
     * @param header of this member; its revision is replaced (R20b)
     */
    public Executed<PutAnswer> put(PutRequest request, Header header) {
        if (request.getLease() != 0 && !leases.exists(request.getLease())) {
            return Executed.refused(new KvorumException(ErrorCode.LEASE_NOT_FOUND));
        }
        WriteTransaction transaction = store.begin();
        if ((request.getIgnoreValue() || request.getIgnoreLease()) && transaction.find(request.getKey()) == null) {
            transaction.end();
            return Executed.refused(new KvorumException(ErrorCode.KEY_NOT_FOUND));
        }
        WriteOperations operations = new WriteOperations(transaction, leases);
        PutAnswer answer = operations.put(request, header);
        return new Executed<>(answer, operations.failure(), transaction.end());
    }

    /**
     * Executes a deletion.
     *
     * @param header of this member; its revision is replaced (R20b)
     */
    public Executed<DeleteRangeAnswer> deleteRange(DeleteRangeRequest request, Header header) {
        WriteTransaction transaction = store.begin();
        WriteOperations operations = new WriteOperations(transaction, leases);
        DeleteRangeAnswer answer = operations.deleteRange(request, header);
        return new Executed<>(answer, operations.failure(), transaction.end());
    }

    /** Deletes the keys of a lease that has ended in one revision (R123); returns null if none exists. */
    public RevisionChanges deleteKeys(Iterable<ByteString> ascendingKeys) {
        WriteTransaction transaction = store.begin();
        WriteOperations operations = new WriteOperations(transaction, leases);
        for (ByteString key : ascendingKeys) {
            operations.delete(key);
        }
        return transaction.end();
    }

    /**
     * Executes a transaction that is not read-only.
     *
     * @param header of this member; its revision is replaced (R20b)
     */
    public Executed<TxnAnswer> txn(TxnRequest request, Header header) {
        WriteTransaction transaction = store.begin();
        ChosenBranch branch = ChosenBranch.of(transaction, request);
        try {
            new TxnChecks(transaction, leases).check(branch);
        } catch (KvorumException refusal) {
            transaction.end();
            return Executed.refused(refusal);
        }
        WriteOperations operations = new WriteOperations(transaction, leases);
        TxnAnswer answer = operations.run(branch, header);
        store.countTransaction();
        return new Executed<>(answer, operations.failure(), transaction.end());
    }

    /**
     * Answers a read-only transaction at the newest published revision. May block for the disk. Any thread.
     *
     * @param header of this member; its revision is replaced (R20a)
     * @throws KvorumException FUTURE_REVISION or COMPACTED (R83)
     */
    public TxnAnswer readOnly(TxnRequest request, Header header) {
        while (true) {
            ReadView view = store.view();
            try {
                return readOnly(view, request, header);
            } catch (KvorumException failure) {
                if (!RangeQuery.isOvertaken(view, failure)) {
                    throw failure;
                }
            }
        }
    }

    private TxnAnswer readOnly(ReadView view, TxnRequest request, Header header) {
        ChosenBranch branch = ChosenBranch.of(view, request);
        new TxnChecks(view, leases).check(branch);
        List<OperationAnswer> answers = new ArrayList<>(branch.operations().size());
        for (RequestOp operation : branch.operations()) {
            answers.add(RangeQuery.range(view, operation.getRequestRange(), Header.EMPTY));
        }
        store.countTransaction();
        return new TxnAnswer(header.withRevision(view.revision()), branch.succeeded(), answers);
    }
}
