package io.kvorum.transport.grpc.peer.message;

import java.util.List;

/**
 * Messages that travel as one message of gRPC, in order.
 *
 * @param encodedBytes their length on the wire
 */
record OutboundBatch(List<OutboundMessage> messages, int encodedBytes) {
    static OutboundBatch of(OutboundMessage message) {
        return new OutboundBatch(List.of(message), message.encodedBytes());
    }
}
