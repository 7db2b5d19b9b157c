package io.kvorum.transport.grpc;

import io.grpc.MethodDescriptor.Marshaller;
import io.kvorum.api.Answer;
import io.kvorum.spi.runtime.Metrics;
import java.io.InputStream;

/** Sends answers that are in wire form already: no message is built, the framer's buffer is the first and last copy. */
final class AnswerMarshaller<A extends Answer<?>> implements Marshaller<A> {
    private final Metrics.Counter sentBytes;

    AnswerMarshaller(Metrics.Counter sentBytes) {
        this.sentBytes = sentBytes;
    }

    @Override
    public InputStream stream(A answer) {
        sentBytes.add(answer.encodedSize());
        return new AnswerStream(answer);
    }

    @Override
    public A parse(InputStream stream) {
        throw new UnsupportedOperationException("a server reads no answers");
    }
}
