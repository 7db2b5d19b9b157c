package io.kvorum.transport.grpc.peer.connection;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.kvorum.spi.ComponentException;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peer port: it offers the peer protocol and nothing else. For the starting and stopping thread. */
public final class PeerListener {
    private static final Logger LOG = LoggerFactory.getLogger(PeerListener.class);

    /** A connection that has said nothing for so long, or has no stream, is closed. */
    private static final long SILENT_SECONDS = 10;

    private static final int CALLS_PER_CONNECTION_MAX = 8_192;
    private static final long CLOSE_SECONDS = 5;

    private final PeerEnvironment environment;
    private final List<PeerAddress> addresses;
    private Server server;

    /** @param addresses where to listen */
    public PeerListener(PeerEnvironment environment, List<PeerAddress> addresses) {
        this.environment = environment;
        this.addresses = addresses;
    }

    /**
     * Opens the sockets. Blocks.
     *
     * @throws ComponentException if an address cannot be bound
     */
    public void start(ServerServiceDefinition service) {
        if (addresses.isEmpty()) {
            throw new ComponentException("there is no URL to listen at for other members");
        }
        List<InetSocketAddress> sockets =
                addresses.stream().map(PeerAddress::resolve).toList();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(sockets.get(0), PeerSecurity.forListening());
        sockets.stream().skip(1).forEach(builder::addListenAddress);
        StrayLog strays = new StrayLog(
                environment.runtime().metrics(), environment.runtime().clock(), LOG::warn);
        ArrivingConnections arriving =
                new ArrivingConnections(environment.runtime().metrics(), strays);
        builder.bossEventLoopGroup(environment.loops().group())
                .workerEventLoopGroup(environment.loops().group())
                .channelFactory(() -> arriving.watch(environment.loops().newServerChannel()))
                .directExecutor()
                .addService(service)
                .fallbackHandlerRegistry(new ForeignMethods(strays))
                .decompressorRegistry(PeerMethod.UNCOMPRESSED)
                .maxInboundMessageSize(environment.settings().messageBytesMax())
                .maxInboundMetadataSize(PeerConnections.METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                .flowControlWindow(PeerConnections.WINDOW_BYTES)
                .handshakeTimeout(SILENT_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(SILENT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(PeerConnections.KEEP_ALIVE_SECONDS / 2, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(PeerConnections.KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PeerConnections.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        server = builder.build();
        try {
            server.start();
        } catch (IOException cause) {
            throw new ComponentException("cannot listen on " + urls() + " for other members: " + reason(cause), cause);
        }
    }

    private String urls() {
        return String.join(", ", addresses.stream().map(PeerAddress::url).toList());
    }

    private static String reason(IOException failure) {
        return String.valueOf((failure.getCause() == null ? failure : failure.getCause()).getMessage());
    }

    /** Closes sockets and connections; waits a few seconds. May be repeated. */
    public void close() {
        if (server == null) {
            return;
        }
        try {
            server.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
