package io.kvorum.transport.grpc.peer.message;

import io.kvorum.spi.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A message that waits for its connection. Its parts are referenced, not copied: the same shared bytes wait for several
 * members, and are copied once, into the connection's own buffer.
 *
 * <p>On the wire: length of the content (4 bytes), length of the channel's name (1 byte), name, content.
 *
 * @param channel name of the channel, at most 255 bytes; none for a ping
 * @param head the receiver's own part of the content
 * @param shared the other parts
 * @param contentBytes length of the content
 */
record OutboundMessage(Bytes channel, Bytes head, Bytes[] shared, int contentBytes) {
    private static final int PREFIX_BYTES = Integer.BYTES + 1;
    private static final Bytes[] NOTHING_SHARED = {};

    /**
     * The message, or null if its parts are longer together than {@code bytesMax}.
     */
    static OutboundMessage of(Bytes channel, Bytes head, Bytes[] shared, int bytesMax) {
        long length = head.length();
        for (Bytes part : shared) {
            length += part.length();
        }
        return length > bytesMax ? null : new OutboundMessage(channel, head, shared, (int) length);
    }

    /** A message to the transport itself: it comes back as it is. */
    static OutboundMessage ping(long nanoseconds) {
        byte[] content = ByteBuffer.allocate(Long.BYTES).putLong(nanoseconds).array();
        return new OutboundMessage(Bytes.EMPTY, Bytes.wrap(content), NOTHING_SHARED, content.length);
    }

    int encodedBytes() {
        return PREFIX_BYTES + channel.length() + contentBytes;
    }

    void writeTo(OutputStream target) throws IOException {
        byte[] prefix = ByteBuffer.allocate(PREFIX_BYTES)
                .putInt(contentBytes)
                .put((byte) channel.length())
                .array();
        target.write(prefix);
        write(channel, target);
        write(head, target);
        for (Bytes part : shared) {
            write(part, target);
        }
    }

    private static void write(Bytes part, OutputStream target) throws IOException {
        target.write(part.array(), part.offset(), part.length());
    }
}
