package io.kvorum.transport.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.tck.ThreadedRuntime;
import io.kvorum.tck.sim.RecordedMetrics;
import io.kvorum.transport.netty.ClientListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A node with the gRPC transport on a free port, and clients for it. */
final class TestNode implements ClientTransportContext, AutoCloseable {
    static final int REQUEST_BYTES_MAX = 1_572_864;

    final FakeServices services = new FakeServices();
    final ThreadedRuntime runtime = new ThreadedRuntime(Path.of("."));
    final ClientTransport transport;
    private final List<String> urls;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    TestNode() {
        this(Config.defaults(GrpcSettings.KEYS), List.of("http://127.0.0.1:0"));
    }

    TestNode(Config config, List<String> urls) {
        this.urls = urls;
        transport = new GrpcTransportFactory().create(config, this);
    }

    static TestNode serving() {
        return new TestNode().serve();
    }

    TestNode serve() {
        transport.bind();
        transport.serve(services.all());
        return this;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) transport.boundAddresses().get(0);
    }

    ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address())
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        channels.add(channel);
        return channel;
    }

    Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    RecordedMetrics metrics() {
        return (RecordedMetrics) runtime.metrics();
    }

    @Override
    public NodeRuntime runtime() {
        return runtime;
    }

    @Override
    public List<String> listenUrls() {
        return urls;
    }

    @Override
    public int requestBytesMax() {
        return REQUEST_BYTES_MAX;
    }

    @Override
    public <T> T shared(Class<T> type, Supplier<T> supplier) {
        return type.cast(shared.computeIfAbsent(type, absent -> supplier.get()));
    }

    void drain() {
        transport.drain(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        transport.close();
        ((ClientListener) shared.get(ClientListener.class)).close();
        runtime.close();
    }
}
