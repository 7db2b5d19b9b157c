package io.kvorum.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts connections as they are accepted and pauses accepting at the limit: clients then wait in the socket's backlog,
 * as they do at etcd, until another connection ends.
 */
@Sharable
final class ConnectionCounter extends ChannelInboundHandlerAdapter {
    private final int connectionsMax;
    private final ListenerMetrics metrics;
    private final ChannelGroup connections;
    private final Set<Channel> paused = ConcurrentHashMap.newKeySet();

    ConnectionCounter(int connectionsMax, ListenerMetrics metrics, ChannelGroup connections) {
        this.connectionsMax = connectionsMax;
        this.metrics = metrics;
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        metrics.accepted.increment();
        connections.add(connection);
        connection.closeFuture().addListener(closed -> ended());
        if (metrics.connections.incrementAndGet() >= connectionsMax) {
            paused.add(ctx.channel());
            ctx.channel().config().setAutoRead(false);
            if (metrics.connections.get() < connectionsMax) {
                resume();
            }
        }
        ctx.fireChannelRead(message);
    }

    private void ended() {
        if (metrics.connections.decrementAndGet() < connectionsMax) {
            resume();
        }
    }

    private void resume() {
        for (Channel socket : paused) {
            if (paused.remove(socket)) {
                socket.config().setAutoRead(true);
            }
        }
    }
}
