package io.kvorum.transport.grpc.peer.message;

import io.kvorum.spi.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that arrived together, in order.
 *
 * @param encodedBytes their length on the wire
 * @param malformed whether what follows the messages cannot be read
 */
record InboundBatch(List<InboundMessage> messages, int encodedBytes, boolean malformed) {
    /**
     * One of them.
     *
     * @param channel name of its channel; empty for a ping
     */
    record InboundMessage(Bytes channel, Bytes content) {}

    /** Reads a batch; each message has an array of its own, so that keeping one does not keep the others. */
    static InboundBatch readFrom(InputStream stream) throws IOException {
        int total = stream.available();
        List<InboundMessage> messages = new ArrayList<>();
        DataInputStream input = new DataInputStream(stream);
        try {
            while (stream.available() > 0) {
                int contentBytes = input.readInt();
                int nameBytes = input.readUnsignedByte();
                if (contentBytes < 0 || (long) nameBytes + contentBytes > stream.available()) {
                    return new InboundBatch(messages, total, true);
                }
                messages.add(new InboundMessage(read(input, nameBytes), read(input, contentBytes)));
            }
        } catch (EOFException cutOff) {
            return new InboundBatch(messages, total, true);
        }
        return new InboundBatch(messages, total, false);
    }

    private static Bytes read(DataInputStream input, int length) throws IOException {
        byte[] bytes = new byte[length];
        input.readFully(bytes);
        return Bytes.wrap(bytes);
    }
}
