package io.kvorum.transport.grpc.peer.connection;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Makes connections to other members and ends those that are left when the transport ends. Any thread. */
public final class PeerConnections implements AutoCloseable {
    /** Room for large messages without waiting for the other side's round trips. */
    static final int WINDOW_BYTES = 4 * 1024 * 1024;

    /** Handshakes are small. */
    static final int METADATA_BYTES_MAX = 16 * 1024;

    /** Idle time after which the other side is asked whether it still lives. */
    static final long KEEP_ALIVE_SECONDS = 10;

    static final long KEEP_ALIVE_TIMEOUT_SECONDS = 10;

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final long CLOSE_SECONDS = 5;

    private final PeerSettings settings;
    private final PeerEventLoops loops;
    private final Set<ManagedChannel> open = ConcurrentHashMap.newKeySet();

    PeerConnections(PeerSettings settings, PeerEventLoops loops) {
        this.settings = settings;
        this.loops = loops;
    }

    /** A connection of its own, made when it is used first; all that concerns it runs on {@code loop}. */
    public ManagedChannel open(PeerAddress address, EventLoop loop) {
        ManagedChannel connection = NettyChannelBuilder.forAddress(
                        address.host(), address.port(), PeerSecurity.forConnecting())
                .eventLoopGroup(loop)
                .channelType(loops.connectionType())
                .executor(loop)
                .disableRetry()
                .disableServiceConfigLookUp()
                // Members talk directly, whatever proxy the process may have for other purposes.
                .proxyDetector(target -> null)
                .decompressorRegistry(PeerMethod.UNCOMPRESSED)
                .maxInboundMessageSize(settings.messageBytesMax())
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .flowControlWindow(WINDOW_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .userAgent("kvorum-peer")
                .build();
        open.add(connection);
        return connection;
    }

    /** Ends a connection at once; what is under way on it fails. */
    public void end(ManagedChannel connection) {
        open.remove(connection);
        connection.shutdownNow();
    }

    /** Ends all connections; waits a few seconds for them. */
    @Override
    public void close() {
        open.forEach(ManagedChannel::shutdownNow);
        try {
            for (ManagedChannel connection : open) {
                connection.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        open.clear();
    }
}
