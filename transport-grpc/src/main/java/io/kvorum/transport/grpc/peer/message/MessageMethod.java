package io.kvorum.transport.grpc.peer.message;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.kvorum.spi.Bytes;
import io.kvorum.transport.grpc.peer.handshake.PeerHeaders;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;
import io.kvorum.transport.grpc.peer.wire.WireForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The stream of messages: batches one way; the other way pings come back as they are. */
final class MessageMethod {
    /** Urgency of a stream. */
    static final Metadata.Key<String> URGENCY = PeerHeaders.key("kvorum-urgency");

    /** As the sender sees it. */
    static final MethodDescriptor<OutboundBatch, Bytes> SEND =
            PeerMethod.of("Messages", MethodType.BIDI_STREAMING, new OutboundMarshaller());

    /** As the receiver sees it. */
    static final MethodDescriptor<InboundBatch, Bytes> RECEIVE =
            PeerMethod.of("Messages", MethodType.BIDI_STREAMING, new InboundMarshaller());

    private MessageMethod() {}

    private static final class OutboundMarshaller implements Marshaller<OutboundBatch> {
        @Override
        public InputStream stream(OutboundBatch batch) {
            return new WireForm(batch.encodedBytes(), target -> {
                for (OutboundMessage message : batch.messages()) {
                    message.writeTo(target);
                }
            });
        }

        @Override
        public OutboundBatch parse(InputStream stream) {
            throw new UnsupportedOperationException("a sender reads no batches");
        }
    }

    private static final class InboundMarshaller implements Marshaller<InboundBatch> {
        @Override
        public InputStream stream(InboundBatch batch) {
            throw new UnsupportedOperationException("a receiver writes no batches");
        }

        @Override
        public InboundBatch parse(InputStream stream) {
            try {
                return InboundBatch.readFrom(stream);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible); // the stream is in memory
            }
        }
    }
}
