package io.kvorum.transport.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * The event loops as gRPC's server sees them. Where it would register a new connection, the connection has its loop
 * already: it only begins to get its bytes. The loops belong to the listener, so shutting them down has no effect here.
 */
final class ArrivedConnections extends AbstractEventExecutorGroup implements EventLoopGroup {
    /** What a connection does when gRPC's handlers are in place. */
    static final AttributeKey<Runnable> BEGIN = AttributeKey.valueOf(ArrivedConnections.class, "BEGIN");

    private final EventLoopGroup loops;

    ArrivedConnections(EventLoopGroup loops) {
        this.loops = loops;
    }

    @Override
    public ChannelFuture register(Channel connection) {
        return register(connection.newPromise());
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        Channel connection = promise.channel();
        // gRPC added its handlers by a task of the same loop before, so they are there when this one runs.
        connection.eventLoop().execute(connection.attr(BEGIN).getAndSet(null));
        return promise.setSuccess();
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel connection, ChannelPromise promise) {
        return register(promise);
    }

    @Override
    public EventLoop next() {
        return loops.next();
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return loops.iterator();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return loops.terminationFuture();
    }

    @Override
    public Future<?> terminationFuture() {
        return loops.terminationFuture();
    }

    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public boolean isShuttingDown() {
        return loops.isShuttingDown();
    }

    @Override
    public boolean isShutdown() {
        return loops.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return loops.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return loops.awaitTermination(timeout, unit);
    }
}
