package io.kvorum.transport.grpc.peer.connection;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read and write the connections between members, started when they are used first: native epoll where
 * the platform has it, Java's own selectors otherwise. Few: members are few, and what arrives is only handed on.
 */
public final class PeerEventLoops implements AutoCloseable {
    private static final int SMALL_MACHINE_CORES = 4;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors() <= SMALL_MACHINE_CORES ? 2 : 4,
            new DefaultThreadFactory("kvorum-peer", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    EventLoopGroup group() {
        return group;
    }

    /** The next loop in turn. */
    public EventLoop next() {
        return group.next();
    }

    Class<? extends Channel> connectionType() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    ServerChannel newServerChannel() {
        return epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    /** Ends the threads after the tasks they have; waits up to five seconds. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
