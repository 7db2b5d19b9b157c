package io.kvorum.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Parser;
import io.kvorum.api.etcdserverpb.RangeResponse;
import java.io.IOException;
import java.util.List;

/** The result of a read, or one chunk of a streamed read. Immutable. */
public final class RangeAnswer extends EncodedAnswer<RangeResponse> implements OperationAnswer {
    private final Header header;
    private final List<ByteString> rows;
    private final boolean more;
    private final long count;

    /**
     * Puts rows together.
     *
     * @param header null for a chunk that is not the last (R42)
     * @param rows each a {@code mvccpb.KeyValue} in wire form, see {@link Rows}; copied unless immutable, the bytes are
     *     shared
     * @param more whether the limit cut the result short (R28)
     * @param count number of keys in the interval, whatever the limit (R29)
     * @throws KvorumException if the answer is longer than gRPC can carry
     */
    public RangeAnswer(Header header, List<ByteString> rows, boolean more, long count) {
        super(Wire.headerSize(header)
                + Wire.rowsSize(RangeResponse.KVS_FIELD_NUMBER, rows)
                + Wire.boolSize(RangeResponse.MORE_FIELD_NUMBER, more)
                + Wire.int64Size(RangeResponse.COUNT_FIELD_NUMBER, count));
        this.header = header;
        this.rows = List.copyOf(rows);
        this.more = more;
        this.count = count;
    }

    /** A chunk of a streamed read that is not the last one: rows and nothing else (R42). */
    public static RangeAnswer chunk(List<ByteString> rows) {
        return new RangeAnswer(null, rows, false, 0);
    }

    /** The header; null for a chunk that is not the last. */
    public Header header() {
        return header;
    }

    /** The rows, each a {@code mvccpb.KeyValue} in wire form. */
    public List<ByteString> rows() {
        return rows;
    }

    /** Whether the limit cut the result short. */
    public boolean more() {
        return more;
    }

    /** Number of keys in the interval, whatever the limit. */
    public long count() {
        return count;
    }

    @Override
    public void encodeTo(CodedOutputStream out) throws IOException {
        Wire.writeHeader(out, header);
        Wire.writeRows(out, RangeResponse.KVS_FIELD_NUMBER, rows);
        Wire.writeBool(out, RangeResponse.MORE_FIELD_NUMBER, more);
        Wire.writeInt64(out, RangeResponse.COUNT_FIELD_NUMBER, count);
    }

    @Override
    Parser<RangeResponse> parser() {
        return RangeResponse.parser();
    }
}
