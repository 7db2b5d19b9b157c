package io.kvorum.api;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;

/** An answer whose length is computed once, when it is made. */
abstract class EncodedAnswer<M extends MessageLite> implements Answer<M> {
    private final int encodedSize;

    EncodedAnswer(long encodedSize) {
        this.encodedSize = Wire.messageSize(encodedSize);
    }

    abstract Parser<M> parser();

    @Override
    public final int encodedSize() {
        return encodedSize;
    }

    @Override
    public final M toMessage() {
        return parse(this, parser());
    }

    /** The message in protobuf's text form, for logs and failed tests. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + " {" + toMessage() + "}";
    }

    static <M extends MessageLite> M parse(Answer<M> answer, Parser<M> parser) {
        try {
            return parser.parseFrom(answer.toByteArray());
        } catch (InvalidProtocolBufferException cause) {
            throw new IllegalStateException("an answer holds a row that is no message", cause);
        }
    }

    static byte[] encode(Answer<?> answer) {
        byte[] bytes = new byte[answer.encodedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            answer.encodeTo(out);
        } catch (IOException cause) {
            throw new IllegalStateException("an answer is longer than its size", cause);
        }
        out.checkNoSpaceLeft();
        return bytes;
    }
}
