package io.kvorum.transport.grpc.peer.connection;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.util.List;

/**
 * The settings of the transport, validated.
 *
 * @param messageBytesMax longest message; longer ones are dropped by the sender and not read by the receiver
 * @param queueBytesMax bulk messages that wait for one member; beyond, they are dropped
 * @param snapshotBytesPerSecond limit of all snapshots that this member sends
 */
public record PeerSettings(int messageBytesMax, long queueBytesMax, long snapshotBytesPerSecond) {
    private static final long MEBIBYTE = 1024 * 1024;

    public static final ConfigKey<Long> MESSAGE_BYTES_MAX = ConfigKey.bytes(
            "message-bytes-max",
            64 * MEBIBYTE,
            2 * MEBIBYTE,
            1024 * MEBIBYTE,
            "Longest message between members, in bytes; the largest request must fit.");

    static final ConfigKey<Long> QUEUE_BYTES_MAX = ConfigKey.bytes(
            "queue-bytes-max",
            64 * MEBIBYTE,
            MEBIBYTE,
            4096 * MEBIBYTE,
            "Bytes that may wait for one other member; beyond, messages are dropped and sent again later.");

    static final ConfigKey<Long> SNAPSHOT_BYTES_PER_SECOND = ConfigKey.bytes(
            "snapshot-bytes-per-second",
            64 * MEBIBYTE,
            64 * 1024,
            64 * 1024 * MEBIBYTE,
            "Bytes per second that this member sends at most as snapshots to the others.");

    public static final List<ConfigKey<?>> KEYS =
            List.of(MESSAGE_BYTES_MAX, QUEUE_BYTES_MAX, SNAPSHOT_BYTES_PER_SECOND);

    public static PeerSettings of(Config config) {
        return new PeerSettings(
                config.get(MESSAGE_BYTES_MAX).intValue(),
                config.get(QUEUE_BYTES_MAX),
                config.get(SNAPSHOT_BYTES_PER_SECOND));
    }
}
