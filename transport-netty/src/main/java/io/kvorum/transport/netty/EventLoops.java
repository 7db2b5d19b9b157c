package io.kvorum.transport.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read and write the connections of a node: native epoll where the platform has it, Java's own
 * selectors otherwise, with the same behaviour. An event loop knows its thread and a thread its loop, which is how
 * calls learn their home executor.
 */
public final class EventLoops implements AutoCloseable {
    private final boolean epoll;
    private final EventLoopGroup group;
    private final FastThreadLocal<EventLoop> current = new FastThreadLocal<>();

    /**
     * Makes the loops; their threads start when they are used first.
     *
     * @param count number of threads, at least 1
     * @param nativeTransport whether to use epoll where it is available
     */
    public EventLoops(int count, boolean nativeTransport) {
        this.epoll = nativeTransport && Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("kvorum-client", true), handlers);
    }

    /** The loops as Netty knows them. */
    public EventLoopGroup group() {
        return group;
    }

    /** The loop on whose thread the caller runs, or null on any other thread. */
    public EventLoop current() {
        EventLoop known = current.get();
        return known != null ? known : find();
    }

    private EventLoop find() {
        for (EventExecutor executor : group) {
            if (executor.inEventLoop()) {
                EventLoop loop = (EventLoop) executor;
                current.set(loop);
                return loop;
            }
        }
        return null;
    }

    Class<? extends ServerChannel> serverChannelType() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Ends the threads after the tasks they have; waits up to five seconds. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
