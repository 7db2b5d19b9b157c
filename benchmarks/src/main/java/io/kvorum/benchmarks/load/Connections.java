package io.kvorum.benchmarks.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Several connections, all on one event loop: the driver leaves the other core to the server. */
final class Connections implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loops;
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** Connections to one port of this machine. */
    Connections(int port, int count) {
        this(List.of(port), count);
    }

    /** @param ports of this machine; connections are spread over them evenly, beginning with the first */
    Connections(List<Integer> ports, int count) {
        boolean epoll = Epoll.isAvailable();
        loops = new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        for (int i = 0; i < count; i++) {
            channels.add(NettyChannelBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(i % ports.size())))
                    .eventLoopGroup(loops)
                    .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                    .directExecutor()
                    .usePlaintext()
                    .maxInboundMessageSize(Integer.MAX_VALUE)
                    .flowControlWindow(4 << 20)
                    .build());
        }
    }

    int size() {
        return channels.size();
    }

    /** The connection of one client: clients are spread evenly. */
    ManagedChannel of(int client) {
        return channels.get(client % channels.size());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
