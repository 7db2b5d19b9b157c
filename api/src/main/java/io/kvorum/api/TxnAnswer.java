package io.kvorum.api;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Parser;
import io.kvorum.api.etcdserverpb.ResponseOp;
import io.kvorum.api.etcdserverpb.TxnResponse;
import java.io.IOException;
import java.util.List;

/** The answer to a transaction, also to a nested one (R70). Immutable. */
public final class TxnAnswer extends EncodedAnswer<TxnResponse> implements OperationAnswer {
    private final Header header;
    private final boolean succeeded;
    private final List<OperationAnswer> operations;

    /**
     * Makes the answer.
     *
     * @param header {@link Header#EMPTY} for a nested transaction (R20d); null for none
     * @param succeeded whether all guards held
     * @param operations the answers of the branch that ran, in its order; copied unless immutable
     * @throws KvorumException if the answer is longer than gRPC can carry
     */
    public TxnAnswer(Header header, boolean succeeded, List<OperationAnswer> operations) {
        super(Wire.headerSize(header)
                + Wire.boolSize(TxnResponse.SUCCEEDED_FIELD_NUMBER, succeeded)
                + operationsSize(operations));
        this.header = header;
        this.succeeded = succeeded;
        this.operations = List.copyOf(operations);
    }

    /** The header; null for none. */
    public Header header() {
        return header;
    }

    /** Whether all guards held. */
    public boolean succeeded() {
        return succeeded;
    }

    /** The answers of the branch that ran, in its order. */
    public List<OperationAnswer> operations() {
        return operations;
    }

    @Override
    public void encodeTo(CodedOutputStream out) throws IOException {
        Wire.writeHeader(out, header);
        Wire.writeBool(out, TxnResponse.SUCCEEDED_FIELD_NUMBER, succeeded);
        for (int i = 0; i < operations.size(); i++) {
            OperationAnswer operation = operations.get(i);
            Wire.writeDelimitedStart(out, TxnResponse.RESPONSES_FIELD_NUMBER, wrappedSize(operation));
            Wire.writeDelimitedStart(out, field(operation), operation.encodedSize());
            operation.encodeTo(out);
        }
    }

    @Override
    Parser<TxnResponse> parser() {
        return TxnResponse.parser();
    }

    private static long operationsSize(List<OperationAnswer> operations) {
        long size = 0;
        for (int i = 0; i < operations.size(); i++) {
            size += Wire.delimitedSize(TxnResponse.RESPONSES_FIELD_NUMBER, wrappedSize(operations.get(i)));
        }
        return size;
    }

    /** Length of the {@code ResponseOp} around an operation's answer. */
    private static int wrappedSize(OperationAnswer operation) {
        return Wire.messageSize(Wire.delimitedSize(field(operation), operation.encodedSize()));
    }

    private static int field(OperationAnswer operation) {
        if (operation instanceof RangeAnswer) {
            return ResponseOp.RESPONSE_RANGE_FIELD_NUMBER;
        } else if (operation instanceof PutAnswer) {
            return ResponseOp.RESPONSE_PUT_FIELD_NUMBER;
        } else if (operation instanceof DeleteRangeAnswer) {
            return ResponseOp.RESPONSE_DELETE_RANGE_FIELD_NUMBER;
        }
        return ResponseOp.RESPONSE_TXN_FIELD_NUMBER;
    }
}
