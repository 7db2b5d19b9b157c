package io.kvorum.transport.grpc.peer.wire;

import io.grpc.MethodDescriptor.Marshaller;
import io.kvorum.spi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Bytes as they are. */
final class BytesMarshaller implements Marshaller<Bytes> {
    @Override
    public InputStream stream(Bytes value) {
        return new WireForm(value.length(), target -> target.write(value.array(), value.offset(), value.length()));
    }

    @Override
    public Bytes parse(InputStream stream) {
        try {
            return Bytes.wrap(stream.readAllBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the stream is in memory
        }
    }
}
