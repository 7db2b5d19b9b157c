package io.kvorum.transport.netty;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.runtime.Metrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The client port of a node, shared by all its transports. Each registers its protocol; the listener accepts
 * connections, looks at their first bytes and gives each to the protocol that knows them. All methods are for the
 * starting and stopping thread.
 */
public final class ClientListener implements AutoCloseable {
    private final List<ListenAddress> addresses;
    private final ListenerSettings settings;
    private final ListenerMetrics metrics;
    private final EventLoops loops;
    private final List<ProtocolGate> gates = new CopyOnWriteArrayList<>();
    private final List<Channel> sockets = new ArrayList<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    ClientListener(List<String> listenUrls, Metrics metrics, ListenerSettings settings) {
        this.addresses = listenUrls.stream().distinct().map(ListenAddress::of).toList();
        this.settings = settings;
        this.metrics = new ListenerMetrics(metrics, settings.connectionsMax());
        this.loops = new EventLoops(settings.eventLoops(), settings.nativeTransport());
    }

    /** The listener of the node to which {@code context} belongs, made at the first call. */
    public static ClientListener of(ClientTransportContext context) {
        return context.shared(
                ClientListener.class,
                () -> new ClientListener(
                        context.listenUrls(), context.runtime().metrics(), ListenerSettings.defaults()));
    }

    /** Announces a protocol, before {@link #bind()}; its connections wait until the gate is opened. */
    public ProtocolGate register(ClientProtocol protocol) {
        ProtocolGate gate = new ProtocolGate(protocol);
        gates.add(gate);
        return gate;
    }

    /** The threads of the connections. */
    public EventLoops eventLoops() {
        return loops;
    }

    /**
     * Opens the sockets; repeating it has no effect. Blocks.
     *
     * @throws ComponentException if an address cannot be bound; the sockets opened before are closed
     */
    public void bind() {
        if (!sockets.isEmpty()) {
            return;
        }
        ServerBootstrap bootstrap = bootstrap();
        for (ListenAddress address : addresses) {
            ChannelFuture bound = bootstrap.bind(address.address()).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                stopAccepting();
                throw new ComponentException(
                        "cannot listen on " + address.url() + ": "
                                + bound.cause().getMessage(),
                        bound.cause());
            }
            sockets.add(bound.channel());
        }
    }

    private ServerBootstrap bootstrap() {
        long timeoutMillis = settings.firstBytesTimeout().toMillis();
        return new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannelType())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ConnectionCounter(settings.connectionsMax(), metrics, connections))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new FirstBytes(gates, metrics, timeoutMillis));
                    }
                });
    }

    /** Where the listener listens, with the ports that were picked. After {@link #bind()}. */
    public List<SocketAddress> boundAddresses() {
        return sockets.stream().map(Channel::localAddress).toList();
    }

    /** Closes the sockets; connections stay. Repeating it has no effect. */
    public void stopAccepting() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
        sockets.clear();
    }

    /** Closes sockets, connections and threads. Repeating it has no effect. */
    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly(1_000);
        loops.close();
    }
}
