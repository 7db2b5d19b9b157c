package io.kvorum.transport.grpc.peer.snapshot;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.kvorum.spi.Bytes;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;
import java.io.InputStream;

/** The stream of a snapshot: its parts one way; the other way come the positions up to which it is written. */
final class SnapshotMethod {
    /** How often a receiver says where it stands although nothing moves. */
    static final long SIGN_OF_LIFE_SECONDS = 2;

    static final MethodDescriptor<SnapshotPart, Bytes> DESCRIPTOR =
            PeerMethod.of("Snapshot", MethodType.BIDI_STREAMING, new PartMarshaller());

    private SnapshotMethod() {}

    private static final class PartMarshaller implements Marshaller<SnapshotPart> {
        @Override
        public InputStream stream(SnapshotPart part) {
            return part.toWire();
        }

        @Override
        public SnapshotPart parse(InputStream stream) {
            return SnapshotPart.parse(PeerMethod.BYTES.parse(stream));
        }
    }
}
