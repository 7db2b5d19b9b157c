package io.kvorum.transport.grpc.peer.wire;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.kvorum.spi.Bytes;

/** What the methods of the peer protocol have in common: they are of one service, and answer with bytes. */
public final class PeerMethod {
    public static final String SERVICE = "kvorum.peer.Peer";

    /** Compressed messages are not read: a short one could unfold into all memory. */
    public static final DecompressorRegistry UNCOMPRESSED =
            DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

    /** Bytes as they are. */
    public static final Marshaller<Bytes> BYTES = new BytesMarshaller();

    private PeerMethod() {}

    /** Describes a method. */
    public static <Q> MethodDescriptor<Q, Bytes> of(String name, MethodType type, Marshaller<Q> requests) {
        return MethodDescriptor.<Q, Bytes>newBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setType(type)
                .setRequestMarshaller(requests)
                .setResponseMarshaller(BYTES)
                .build();
    }
}
