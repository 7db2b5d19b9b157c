package io.kvorum.transport.grpc.peer.connection;

import io.kvorum.spi.peer.PeerChannel.Urgency;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read and write the connections between members, started when they are used first: native epoll where
 * the platform has it, Java's own selectors otherwise. Few: members are few, and what arrives is only handed on. Any
 * thread.
 */
public final class PeerEventLoops implements AutoCloseable {
    private static final int SMALL_MACHINE_CORES = 4;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group;
    private final EventLoop urgent;
    private final List<EventLoop> bulk = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    PeerEventLoops() {
        this(Runtime.getRuntime().availableProcessors() <= SMALL_MACHINE_CORES ? 2 : 4);
    }

    /** @param threads at least two */
    PeerEventLoops(int threads) {
        group = new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory("kvorum-peer", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        group.forEach(loop -> bulk.add((EventLoop) loop));
        urgent = bulk.remove(0);
    }

    EventLoopGroup group() {
        return group;
    }

    /**
     * The loop for one more link. All urgent ones share a loop with no bulky one, so that none waits for a bulky message. On
     * small machines the bulky ones share a loop too: entries that go to all followers wake one thread, not one for each.
     */
    public EventLoop forLink(Urgency urgency) {
        return urgency == Urgency.URGENT ? urgent : bulk.get(Math.floorMod(turn.getAndIncrement(), bulk.size()));
    }

    /** The next loop in turn, for what comes and goes. */
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
