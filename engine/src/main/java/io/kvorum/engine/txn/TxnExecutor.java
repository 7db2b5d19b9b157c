package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.OperationAnswer;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Rows;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.engine.lease.LeaseAttachments;
import io.kvorum.engine.mvcc.KeyInterval;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.mvcc.ReadView;
import io.kvorum.engine.mvcc.RevisionChanges;
import io.kvorum.engine.mvcc.Selection;
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
        ByteString previous = put(transaction, request);
        RevisionChanges changes = transaction.end();
        PutAnswer answer = new PutAnswer(header.withRevision(changes.revision()), previous);
        return new Executed<>(answer, null, changes);
    }

    /** Executes a deletion; as {@link #put(PutRequest, Header)}. */
    public Executed<DeleteRangeAnswer> deleteRange(DeleteRangeRequest request, Header header) {
        return Executed.refused(null);
    }

    /** Deletes the keys of a lease that has ended in one revision, ascending (R123); null if none exists. */
    public RevisionChanges deleteKeys(Iterable<ByteString> ascendingKeys) {
        WriteTransaction transaction = store.begin();
        for (ByteString key : ascendingKeys) {
            delete(transaction, key);
        }
        return transaction.end();
    }

    /**
     * Executes a transaction that is not read-only.
     *
     * @param header of this member; its revision is replaced (R20b)
     */
    public Executed<TxnAnswer> txn(TxnRequest request, Header header) {
        return Executed.refused(null);
    }

    /**
     * Answers a read-only transaction at the newest published revision. May block for the disk. Any thread.
     *
     * @param header of this member; its revision is replaced (R20a)
     * @throws KvorumException FUTURE_REVISION or COMPACTED (R83)
     */
    public TxnAnswer readOnly(TxnRequest request, Header header) {
        return null;
    }

    /** Puts and returns the former pair if it was asked for. */
    private ByteString put(WriteTransaction transaction, PutRequest request) {
        ByteString key = request.getKey();
        ByteString value = request.getValue();
        long lease = request.getLease();
        ByteString previous = null;
        if (request.getPrevKv() || request.getIgnoreValue() || request.getIgnoreLease()) {
            previous = transaction.row(key);
        }
        if (request.getIgnoreValue()) {
            value = Rows.value(previous);
        }
        if (request.getIgnoreLease()) {
            lease = Rows.lease(previous);
        }
        transaction.put(key, value, lease);
        leases.attach(key, lease);
        return request.getPrevKv() ? previous : null;
    }

    private boolean delete(WriteTransaction transaction, ByteString key) {
        if (!transaction.delete(key)) {
            return false;
        }
        leases.attach(key, 0);
        return true;
    }
}
