package io.kvorum.transport.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Retry;
import io.kvorum.api.StatusCode;
import io.kvorum.spi.runtime.Metrics;
import java.io.IOException;
import java.io.InputStream;

/** Reads requests up to a length and refuses longer ones in etcd's words (R60). */
final class RequestMarshaller<Q extends MessageLite> implements Marshaller<Inbound<Q>> {
    private final Parser<Q> parser;
    private final int bytesMax;
    private final Metrics.Counter receivedBytes;

    RequestMarshaller(Parser<Q> parser, int bytesMax, Metrics.Counter receivedBytes) {
        this.parser = parser;
        this.bytesMax = bytesMax;
        this.receivedBytes = receivedBytes;
    }

    @Override
    public InputStream stream(Inbound<Q> value) {
        throw new UnsupportedOperationException("a server sends no requests");
    }

    @Override
    public Inbound<Q> parse(InputStream stream) {
        try {
            byte[] bytes = read(stream);
            receivedBytes.add(bytes.length);
            return new Inbound<>(parser.parseFrom(bytes), null);
        } catch (KvorumException tooLarge) {
            return new Inbound<>(null, tooLarge);
        } catch (IOException malformed) {
            // Not a message of this kind, or a broken compression: the stream itself is in memory.
            return unreadable(malformed);
        }
    }

    private byte[] read(InputStream stream) throws IOException {
        if (!(stream instanceof KnownLength)) {
            return readCompressed(stream);
        }
        int length = stream.available();
        if (length > bytesMax) {
            throw KvorumException.messageTooLarge(length, bytesMax);
        }
        byte[] bytes = new byte[length];
        int read = stream.readNBytes(bytes, 0, length);
        if (read != length) {
            throw new IOException("message has " + read + " of " + length + " bytes");
        }
        return bytes;
    }

    /** The length is known only after decompression; a small message must not unfold into all memory. */
    private byte[] readCompressed(InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(bytesMax + 1);
        if (bytes.length > bytesMax) {
            throw KvorumException.messageTooLarge(bytes.length, bytesMax);
        }
        return bytes;
    }

    private Inbound<Q> unreadable(IOException cause) {
        String text = "grpc: error unmarshalling request: " + cause.getMessage();
        return new Inbound<>(null, KvorumException.withText(StatusCode.INTERNAL, text, Retry.NEVER));
    }
}
