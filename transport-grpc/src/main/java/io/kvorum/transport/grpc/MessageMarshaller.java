package io.kvorum.transport.grpc;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.protobuf.ProtoUtils;
import io.kvorum.spi.runtime.Metrics;
import java.io.InputStream;

/** Sends answers that are messages. */
final class MessageMarshaller<A extends Message> implements Marshaller<A> {
    private final Marshaller<A> library;
    private final Metrics.Counter sentBytes;

    MessageMarshaller(A defaultInstance, Metrics.Counter sentBytes) {
        this.library = ProtoUtils.marshaller(defaultInstance);
        this.sentBytes = sentBytes;
    }

    @Override
    public InputStream stream(A answer) {
        sentBytes.add(answer.getSerializedSize());
        return library.stream(answer);
    }

    @Override
    public A parse(InputStream stream) {
        throw new UnsupportedOperationException("a server reads no answers");
    }
}
