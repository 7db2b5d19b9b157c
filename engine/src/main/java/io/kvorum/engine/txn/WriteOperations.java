package io.kvorum.engine.txn;

import com.google.protobuf.ByteString;
import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.OperationAnswer;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.Rows;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.engine.lease.LeaseAttachments;
import io.kvorum.engine.mvcc.KeyInterval;
import io.kvorum.engine.mvcc.WriteTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Carries out the operations of one write command, which cannot fail any more. An answer can: it may be too long to be
 * sent. What is written must not depend on that, so the failure is kept until everything is done.
 */
final class WriteOperations {
    private final WriteTransaction transaction;
    private final LeaseAttachments leases;
    private KvorumException failure;

    WriteOperations(WriteTransaction transaction, LeaseAttachments leases) {
        this.transaction = transaction;
        this.leases = leases;
    }

    /** Why there is no answer, or null. */
    KvorumException failure() {
        return failure;
    }

    PutAnswer put(PutRequest request, Header header) {
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
        ByteString shown = request.getPrevKv() ? previous : null;
        return answer(() -> new PutAnswer(header.withRevision(transaction.revision()), shown));
    }

    DeleteRangeAnswer deleteRange(DeleteRangeRequest request, Header header) {
        KeyInterval interval = KeyInterval.of(request.getKey(), request.getRangeEnd());
        List<ByteString> keys = transaction.keys(interval);
        List<ByteString> previous = request.getPrevKv() && !keys.isEmpty()
                ? transaction.rows(transaction.select(interval, 0, false, Long.MAX_VALUE))
                : List.of();
        for (ByteString key : keys) {
            delete(key);
        }
        return answer(() -> new DeleteRangeAnswer(header.withRevision(transaction.revision()), keys.size(), previous));
    }

    void delete(ByteString key) {
        if (transaction.delete(key)) {
            leases.attach(key, 0);
        }
    }

    /** Runs a branch; null if an answer has failed. */
    TxnAnswer run(ChosenBranch branch, Header header) {
        List<OperationAnswer> answers = new ArrayList<>(branch.operations().size());
        int nested = 0;
        for (int i = 0; i < branch.operations().size(); i++) {
            RequestOp operation = branch.operations().get(i);
            answers.add(
                    switch (operation.getRequestCase()) {
                        case REQUEST_RANGE ->
                            answer(() -> RangeQuery.range(transaction, operation.getRequestRange(), Header.EMPTY));
                        case REQUEST_PUT -> put(operation.getRequestPut(), Header.EMPTY);
                        case REQUEST_DELETE_RANGE -> deleteRange(operation.getRequestDeleteRange(), Header.EMPTY);
                        case REQUEST_TXN -> run(branch.nested().get(nested++), null);
                        default -> throw new IllegalStateException("an operation without content passed validation");
                    });
        }
        if (failure != null) {
            return null;
        }
        // A nested transaction has a header without content (R20d).
        return answer(() -> new TxnAnswer(
                header == null ? Header.EMPTY : header.withRevision(transaction.revision()),
                branch.succeeded(),
                answers));
    }

    private <A> A answer(Supplier<A> maker) {
        try {
            return maker.get();
        } catch (KvorumException tooLong) {
            failure = failure == null ? tooLong : failure;
            return null;
        }
    }
}
