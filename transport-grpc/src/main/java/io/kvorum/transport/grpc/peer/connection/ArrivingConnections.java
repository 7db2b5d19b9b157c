package io.kvorum.transport.grpc.peer.connection;

import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.runtime.Metrics.Counter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happens to accepted connections before gRPC has them: those beyond a number per host of origin are closed, so that
 * no host shuts out the others, and of the rest the first bytes are looked at.
 */
@Sharable
final class ArrivingConnections extends ChannelInboundHandlerAdapter {
    /** A member has two connections, one more per snapshot and call of an address; several members may share a host. */
    private static final int PER_HOST_MAX = 256;

    private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();
    private final Counter refused;
    private final StrayLog strays;

    ArrivingConnections(Metrics metrics, StrayLog strays) {
        this.refused = metrics.counter(
                "kvorum_peer_connections_refused_total", "Connections closed because there were too many.");
        this.strays = strays;
    }

    ServerChannel watch(ServerChannel socket) {
        socket.pipeline().addLast(this);
        return socket;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        SocketAddress origin = connection.remoteAddress();
        if (!(origin instanceof InetSocketAddress address)) {
            // It is closed already: there is nobody at the other end.
            connection.unsafe().closeForcibly();
            return;
        }
        InetAddress host = address.getAddress();
        if (open.merge(host, 1, Integer::sum) > PER_HOST_MAX) {
            release(host);
            refused.increment();
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(closed -> release(host));
        connection.pipeline().addLast(new FirstBytes(strays));
        ctx.fireChannelRead(message);
    }

    private void release(InetAddress host) {
        open.computeIfPresent(host, (known, count) -> count == 1 ? null : count - 1);
    }
}
