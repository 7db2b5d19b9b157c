package io.kvorum.benchmarks.load;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * etcd's methods with bytes in and bytes out: driver and server share the machine, so the driver must not spend its time
 * on messages that it has no use for.
 */
final class RawCalls {
    static final MethodDescriptor<byte[], byte[]> PUT = method("KV/Put", MethodType.UNARY, true);
    static final MethodDescriptor<byte[], byte[]> RANGE = method("KV/Range", MethodType.UNARY, false);
    static final MethodDescriptor<byte[], byte[]> STATUS = method("Maintenance/Status", MethodType.UNARY, true);
    static final MethodDescriptor<byte[], byte[]> WATCH = method("Watch/Watch", MethodType.BIDI_STREAMING, true);

    private RawCalls() {}

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type, boolean keepAnswer) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName("etcdserverpb." + name)
                .setRequestMarshaller(new RawMarshaller(true))
                .setResponseMarshaller(new RawMarshaller(keepAnswer))
                .build();
    }

    /** Passes bytes through; an answer that nobody looks at is read and dropped. */
    private record RawMarshaller(boolean keep) implements MethodDescriptor.Marshaller<byte[]> {
        private static final byte[] DROPPED = new byte[0];

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                if (keep) {
                    return stream.readAllBytes();
                }
                stream.skipNBytes(stream.available());
                return DROPPED;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
