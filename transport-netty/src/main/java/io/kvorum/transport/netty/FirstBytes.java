package io.kvorum.transport.netty;

import io.kvorum.spi.runtime.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the first bytes of a connection until a protocol knows them, and hands them on to its handlers. A connection
 * that stays silent, or whose bytes nobody knows, is closed without a word: to whom it may belong we cannot tell.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    /** Enough for the preface of HTTP/2 (24 bytes) and the method of an HTTP/1.1 request. */
    private static final int BYTES_MAX = 64;

    private final List<ProtocolGate> gates;
    private final ListenerMetrics metrics;
    private final long timeoutMillis;
    private ChannelHandlerContext context;
    private Future<?> timeout;
    private ByteBuf bytes;
    private ProtocolGate gate;

    FirstBytes(List<ProtocolGate> gates, ListenerMetrics metrics, long timeoutMillis) {
        this.gates = gates;
        this.metrics = metrics;
        this.timeoutMillis = timeoutMillis;
    }

    Channel connection() {
        return context.channel();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        timeout = added.executor().schedule(() -> drop(metrics.silent), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (bytes == null) {
            bytes = read;
        } else {
            ByteBuf before = bytes;
            bytes = ctx.alloc().buffer(before.readableBytes() + read.readableBytes());
            bytes.writeBytes(before).writeBytes(read);
            before.release();
            read.release();
        }
        if (gate == null) {
            decide();
        }
    }

    private void decide() {
        boolean undecided = false;
        for (ProtocolGate candidate : gates) {
            ProtocolMatch match = candidate.protocol().match(bytes);
            if (match == ProtocolMatch.YES) {
                timeout.cancel(false);
                gate = candidate;
                // What follows stays in the socket's buffer, so a waiting connection costs a bounded amount of memory.
                connection().config().setAutoRead(false);
                candidate.arrive(this);
                return;
            }
            undecided |= match == ProtocolMatch.MORE;
        }
        if (!undecided || bytes.readableBytes() >= BYTES_MAX) {
            drop(metrics.unknown);
        }
    }

    /** On the event loop: the protocol is served. */
    void enter(ClientProtocol protocol) {
        if (connection().isActive()) {
            protocol.install(connection(), this::begin);
        }
    }

    private void begin() {
        if (!context.isRemoved()) {
            context.pipeline().remove(this);
            connection().config().setAutoRead(true);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        timeout.cancel(false);
        ByteBuf kept = bytes;
        bytes = null;
        if (kept == null) {
            return;
        }
        if (ctx.channel().isActive()) {
            ctx.fireChannelRead(kept);
            ctx.fireChannelReadComplete();
        } else {
            kept.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (gate != null) {
            gate.leave(this);
        }
        timeout.cancel(false);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The client has gone before it said anything; there is nobody to tell.
        ctx.close();
    }

    private void drop(Metrics.Counter reason) {
        reason.increment();
        context.close();
    }
}
