package io.kvorum.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Parser;
import io.kvorum.api.etcdserverpb.DeleteRangeResponse;
import java.io.IOException;
import java.util.List;

/** The answer to a deletion (R56). Immutable. */
public final class DeleteRangeAnswer extends EncodedAnswer<DeleteRangeResponse> implements OperationAnswer {
    private final Header header;
    private final long deleted;
    private final List<ByteString> previousRows;

    /**
     * Makes the answer.
     *
     * @param header with the revision of the deletion (R20b, R20d); null for none
     * @param deleted number of keys removed
     * @param previousRows the removed pairs in key order, in wire form; empty if they were not asked for. Copied unless
     *     immutable, the bytes are shared
     * @throws KvorumException if the answer is longer than gRPC can carry
     */
    public DeleteRangeAnswer(Header header, long deleted, List<ByteString> previousRows) {
        super(Wire.headerSize(header)
                + Wire.int64Size(DeleteRangeResponse.DELETED_FIELD_NUMBER, deleted)
                + Wire.rowsSize(DeleteRangeResponse.PREV_KVS_FIELD_NUMBER, previousRows));
        this.header = header;
        this.deleted = deleted;
        this.previousRows = List.copyOf(previousRows);
    }

    /** The header; null for none. */
    public Header header() {
        return header;
    }

    /** Number of keys removed. */
    public long deleted() {
        return deleted;
    }

    /** The removed pairs in key order, in wire form. */
    public List<ByteString> previousRows() {
        return previousRows;
    }

    @Override
    public void encodeTo(CodedOutputStream out) throws IOException {
        Wire.writeHeader(out, header);
        Wire.writeInt64(out, DeleteRangeResponse.DELETED_FIELD_NUMBER, deleted);
        Wire.writeRows(out, DeleteRangeResponse.PREV_KVS_FIELD_NUMBER, previousRows);
    }

    @Override
    Parser<DeleteRangeResponse> parser() {
        return DeleteRangeResponse.parser();
    }
}
