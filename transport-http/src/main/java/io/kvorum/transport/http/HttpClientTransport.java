package io.kvorum.transport.http;

import io.kvorum.api.Kv;
import io.kvorum.api.NodeHealth;
import io.kvorum.api.Services;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.transport.netty.ClientListener;
import io.kvorum.transport.netty.ProtocolGate;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The client transport {@code http}, on the listener that all transports share. */
final class HttpClientTransport implements ClientTransport {
    /** Collections of metrics that may wait at once; each costs milliseconds. */
    private static final int METRICS_WAITING_MAX = 16;

    private final HttpSettings settings;
    private final ClientListener listener;
    private final NodeRuntime runtime;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Http1Protocol protocol;
    private final ProtocolGate gate;

    HttpClientTransport(HttpSettings settings, ClientListener listener, NodeRuntime runtime) {
        this.settings = settings;
        this.listener = listener;
        this.runtime = runtime;
        this.protocol = new Http1Protocol(settings, runtime.clock()::wallMilliseconds, connections);
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
        protocol.serve(new BrowserRules(settings.origins(), settings.hosts(), router(services)));
        gate.open();
    }

    private Router router(Services services) {
        Gateway gateway =
                settings.gateway() ? new Gateway(services, runtime.clock(), settings.messageBytesMax()) : null;
        Router router = new Router(gateway)
                .page("/metrics", Pages.metrics(runtime.metrics(), runtime.lane("metrics", METRICS_WAITING_MAX)));
        services.find(NodeHealth.class).ifPresent(health -> {
            router.page("/version", Pages.version(health));
            services.find(Kv.class).ifPresent(kv -> {
                OneKeyRead read = new OneKeyRead(health, kv);
                router.page("/health", new HealthPage(health, read, runtime.metrics()));
                new HealthChecks(health, read, runtime.metrics()).addTo(router);
            });
        });
        return router;
    }

    @Override
    public void drain(Duration limit) {
        listener.stopAccepting();
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(HttpConnection.DRAIN));
        if (!connections.newCloseFuture().awaitUninterruptibly(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            connections.close();
        }
    }

    @Override
    public void close() {
        listener.stopAccepting();
        connections.close();
    }
}
