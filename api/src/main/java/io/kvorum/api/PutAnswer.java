package io.kvorum.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Parser;
import io.kvorum.api.etcdserverpb.PutResponse;
import java.io.IOException;

/** The answer to a put. Immutable. */
public final class PutAnswer extends EncodedAnswer<PutResponse> implements OperationAnswer {
    private final Header header;
    private final ByteString previousRow;

    /**
     * Makes the answer.
     *
     * @param header with the revision of the write (R20b, R20d); null for none
     * @param previousRow the pair as it was before, in wire form; null if it was not asked for or did not exist (R55)
     */
    public PutAnswer(Header header, ByteString previousRow) {
        super(Wire.headerSize(header) + Wire.bytesSize(PutResponse.PREV_KV_FIELD_NUMBER, previousRow));
        this.header = header;
        this.previousRow = previousRow;
    }

    /** The header; null for none. */
    public Header header() {
        return header;
    }

    /** The pair as it was before, in wire form, or null. */
    public ByteString previousRow() {
        return previousRow;
    }

    @Override
    public void encodeTo(CodedOutputStream out) throws IOException {
        Wire.writeHeader(out, header);
        Wire.writeBytes(out, PutResponse.PREV_KV_FIELD_NUMBER, previousRow);
    }

    @Override
    Parser<PutResponse> parser() {
        return PutResponse.parser();
    }
}
