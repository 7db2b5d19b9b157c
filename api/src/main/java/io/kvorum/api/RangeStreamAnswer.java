package io.kvorum.api;

import com.google.protobuf.CodedOutputStream;
import io.kvorum.api.etcdserverpb.RangeStreamResponse;
import java.io.IOException;

/**
 * One message of a streamed read (R42).
 *
 * @param range the chunk
 */
public record RangeStreamAnswer(RangeAnswer range) implements Answer<RangeStreamResponse> {
    @Override
    public int encodedSize() {
        return Wire.messageSize(
                Wire.delimitedSize(RangeStreamResponse.RANGE_RESPONSE_FIELD_NUMBER, range.encodedSize()));
    }

    @Override
    public void encodeTo(CodedOutputStream out) throws IOException {
        Wire.writeDelimitedStart(out, RangeStreamResponse.RANGE_RESPONSE_FIELD_NUMBER, range.encodedSize());
        range.encodeTo(out);
    }

    @Override
    public RangeStreamResponse toMessage() {
        return RangeStreamResponse.newBuilder()
                .setRangeResponse(range.toMessage())
                .build();
    }
}
