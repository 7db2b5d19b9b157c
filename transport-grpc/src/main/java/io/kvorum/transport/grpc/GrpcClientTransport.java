package io.kvorum.transport.grpc;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.kvorum.api.NodeHealth;
import io.kvorum.api.Services;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.transport.netty.ClientListener;
import io.kvorum.transport.netty.ProtocolGate;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The client transport {@code grpc}. The sockets belong to the listener that all transports share; gRPC's server gets
 * connections that are known to speak HTTP/2.
 */
final class GrpcClientTransport implements ClientTransport {
    /** Longer messages are not read at all, only ended; shorter ones get the text of R60. */
    private static final int UNREAD_FACTOR = 8;

    /** Tokens travel in the metadata, and some identity providers make long ones. */
    private static final int METADATA_BYTES_MAX = 64 * 1024;

    /** Room for a large request on a connection without waiting for the client's round trips. */
    private static final int WINDOW_BYTES = 2 * 1024 * 1024;

    private final GrpcSettings settings;
    private final ClientListener listener;
    private final CallEnvironment environment;
    private final Http2Protocol protocol = new Http2Protocol();
    private final ProtocolGate gate;
    private Server server;

    GrpcClientTransport(GrpcSettings settings, ClientListener listener, NodeRuntime runtime, int messageBytesMax) {
        this.settings = settings;
        this.listener = listener;
        this.environment = CallEnvironment.of(
                listener.eventLoops(),
                runtime.clock(),
                runtime.metrics(),
                settings.metrics() == GrpcSettings.MetricsDetail.EXTENSIVE,
                messageBytesMax);
        this.gate = listener.register(protocol);
    }

    @Override
    public void bind() {
        listener.bind();
    }

    @Override
    public List<SocketAddress> boundAddresses() {
        return listener.boundAddresses();
    }

    @Override
    public void serve(Services services) {
        HealthService health = new HealthService(services.find(NodeHealth.class)
                .<BooleanSupplier>map(node -> node::isLearner)
                .orElse(() -> false));
        server = builder(new EtcdServices(environment).of(services), health).build();
        try {
            server.start();
        } catch (IOException cause) {
            throw new ComponentException("gRPC does not take connections: " + cause.getMessage(), cause);
        }
        gate.open();
    }

    private NettyServerBuilder builder(List<ServerServiceDefinition> definitions, HealthService health) {
        long inboundMax = Math.min((long) environment.requestBytesMax() * UNREAD_FACTOR, Integer.MAX_VALUE);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(Http2Protocol.ADDRESS)
                .channelFactory(protocol::newServerChannel)
                .bossEventLoopGroup(listener.eventLoops().group())
                .workerEventLoopGroup(
                        new ArrivedConnections(listener.eventLoops().group()))
                .directExecutor()
                .maxInboundMessageSize((int) inboundMax)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .flowControlWindow(WINDOW_BYTES)
                .maxConcurrentCallsPerConnection(settings.concurrentStreamsMax())
                .permitKeepAliveTime(settings.keepAliveMinTime().toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(false);
        if (!settings.keepAliveInterval().isZero()) {
            builder.keepAliveTime(settings.keepAliveInterval().toNanos(), TimeUnit.NANOSECONDS)
                    .keepAliveTimeout(settings.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS);
        }
        Map<String, ServerServiceDefinition> known = new HashMap<>();
        definitions.forEach(definition -> {
            builder.addService(definition);
            known.put(definition.getServiceDescriptor().getName(), definition);
        });
        builder.addService(health);
        if (settings.reflection()) {
            builder.addService(ProtoReflectionServiceV1.newInstance());
        }
        return builder.fallbackHandlerRegistry(new UnknownMethods(known));
    }

    @Override
    public void drain(Duration limit) {
        listener.stopAccepting();
        if (server == null) {
            return;
        }
        server.shutdown();
        environment.streams().stop();
        try {
            if (!server.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        listener.stopAccepting();
        if (server != null) {
            server.shutdownNow();
        }
    }
}
