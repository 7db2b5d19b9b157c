package io.kvorum.transport.grpc.peer;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.kvorum.spi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The calls of the peer protocol, and the headers that belong to them besides the handshake's. */
final class PeerMethods {
    static final String SERVICE = "kvorum.peer.Peer";

    /** The member whom the caller looks for. */
    static final Metadata.Key<String> TARGET = key("kvorum-target-id");

    /** Name of the channel of a call or snapshot. */
    static final Metadata.Key<String> CHANNEL = key("kvorum-channel");

    /** Urgency of a stream of messages. */
    static final Metadata.Key<String> URGENCY = key("kvorum-urgency");

    /** Compressed messages are not read: a short one could unfold into all memory. */
    static final DecompressorRegistry UNCOMPRESSED =
            DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

    static final Marshaller<Bytes> BYTES = new BytesMarshaller();

    /** Messages one way; the other way come pings back. As the sender sees it. */
    static final MethodDescriptor<OutboundBatch, Bytes> SEND_MESSAGES =
            method("Messages", MethodType.BIDI_STREAMING, new OutboundMarshaller());

    /** The same as the receiver sees it. */
    static final MethodDescriptor<InboundBatch, Bytes> RECEIVE_MESSAGES =
            method("Messages", MethodType.BIDI_STREAMING, new InboundMarshaller());

    static final MethodDescriptor<Bytes, Bytes> CALL = method("Call", MethodType.UNARY, BYTES);

    /** A snapshot one way; the other way come the positions up to which it is written. */
    static final MethodDescriptor<SnapshotPart, Bytes> SNAPSHOT =
            method("Snapshot", MethodType.BIDI_STREAMING, new SnapshotMarshaller());

    private PeerMethods() {}

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static <Q> MethodDescriptor<Q, Bytes> method(String name, MethodType type, Marshaller<Q> requests) {
        return MethodDescriptor.<Q, Bytes>newBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setType(type)
                .setRequestMarshaller(requests)
                .setResponseMarshaller(BYTES)
                .build();
    }

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

    private static final class SnapshotMarshaller implements Marshaller<SnapshotPart> {
        @Override
        public InputStream stream(SnapshotPart part) {
            Bytes prefix = part.prefix();
            Bytes content = part.content();
            return new WireForm(prefix.length() + content.length(), target -> {
                target.write(prefix.array(), prefix.offset(), prefix.length());
                target.write(content.array(), content.offset(), content.length());
            });
        }

        @Override
        public SnapshotPart parse(InputStream stream) {
            return SnapshotPart.parse(BYTES.parse(stream));
        }
    }
}
