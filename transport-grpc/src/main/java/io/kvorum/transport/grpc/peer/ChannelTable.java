package io.kvorum.transport.grpc.peer;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.peer.PeerReceiver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The channels of one member by name. Only the member itself makes new ones, whatever arrives. Any thread. */
final class ChannelTable {
    /** A byte tells the length. */
    private static final int NAME_BYTES_MAX = 255;

    private final Map<Bytes, GrpcPeerChannel> channels = new ConcurrentHashMap<>();

    GrpcPeerChannel open(String name, Function<Bytes, GrpcPeerChannel> made) {
        Bytes key = Bytes.utf8(name);
        if (key.isEmpty() || key.length() > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("a channel's name has 1 to 255 bytes: " + name);
        }
        return channels.computeIfAbsent(key, made);
    }

    /** Who hears of this channel; null if nobody does. */
    PeerReceiver receiver(Bytes name) {
        GrpcPeerChannel channel = channels.get(name);
        return channel == null ? null : channel.receiver();
    }
}
