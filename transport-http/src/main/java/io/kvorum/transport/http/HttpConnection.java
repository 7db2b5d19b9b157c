package io.kvorum.transport.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * One connection: requests that were sent without waiting are answered one after the other, in their order. All methods
 * run on the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    /** The event by which a stop asks connections to end after what they do. */
    static final Object DRAIN = new Object();

    /** Requests that wait for the ones before; beyond, nothing more is read. */
    private static final int PIPELINED_MAX = 16;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final HttpHandler handler;
    private final LongSupplier wallMilliseconds;
    private final Queue<FullHttpRequest> waiting = new ArrayDeque<>();
    private HttpExchange current;
    private boolean resuming;
    private boolean draining;

    HttpConnection(HttpHandler handler, LongSupplier wallMilliseconds) {
        this.handler = handler;
        this.wallMilliseconds = wallMilliseconds;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        FullHttpRequest request = (FullHttpRequest) message;
        if (busy()) {
            waiting.add(request);
            if (waiting.size() >= PIPELINED_MAX) {
                ctx.channel().config().setAutoRead(false);
            }
            return;
        }
        begin(ctx, request);
    }

    private boolean busy() {
        return current != null || resuming;
    }

    private void begin(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean malformed = request.decoderResult().isFailure();
        boolean keepAlive = HttpUtil.isKeepAlive(request) && !malformed;
        boolean head = request.method().name().equals("HEAD");
        byte[] body = ByteBufUtil.getBytes(request.content());
        current = new HttpExchange(
                request.method().name(),
                request.uri(),
                request.headers(),
                body,
                (InetSocketAddress) ctx.channel().remoteAddress(),
                ctx.channel().eventLoop(),
                answer -> write(ctx, answer, keepAlive, head));
        request.release();
        if (malformed) {
            current.answer(HttpAnswer.text(HttpStatus.BAD_REQUEST, "400 Bad Request"));
        } else {
            handler.handle(current);
        }
    }

    private void write(ChannelHandlerContext ctx, HttpAnswer answer, boolean keepAlive, boolean head) {
        if (!ctx.channel().isActive()) {
            return;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                new HttpResponseStatus(answer.status().number(), answer.status().phrase()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        for (int i = 0; i < answer.headers().size(); i += 2) {
            response.headers().add(answer.headers().get(i), answer.headers().get(i + 1));
        }
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        response.headers()
                .set(
                        HttpHeaderNames.DATE,
                        DATE.format(Instant.ofEpochMilli(wallMilliseconds.getAsLong())
                                .atOffset(ZoneOffset.UTC)));
        boolean last = !keepAlive || draining;
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        ChannelFuture written = ctx.writeAndFlush(response);
        current = null;
        if (last) {
            written.addListener(ChannelFutureListener.CLOSE);
        } else {
            next(ctx);
        }
    }

    private void next(ChannelHandlerContext ctx) {
        FullHttpRequest request = waiting.poll();
        if (request == null) {
            ctx.channel().config().setAutoRead(true);
        } else {
            // As a task of its own: a long row of requests answered at once must not grow the stack.
            resuming = true;
            ctx.channel().eventLoop().execute(() -> resume(ctx, request));
        }
    }

    private void resume(ChannelHandlerContext ctx, FullHttpRequest request) {
        resuming = false;
        if (ctx.channel().isActive()) {
            begin(ctx, request);
        } else {
            request.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == DRAIN) {
            draining = true;
            if (!busy()) {
                ctx.close();
            }
        } else if (event instanceof IdleStateEvent && !busy()) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        if (current != null) {
            current.abandon();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A broken connection: whoever waits for an answer learns of it by the close.
        ctx.close();
    }
}
