package io.kvorum.transport.http;

import io.kvorum.api.KvorumException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Collects a request's body up to a bound; a longer one is refused without being read (H31). */
final class LimitedBody extends HttpObjectAggregator {
    private final int messageBytesMax;

    LimitedBody(int bodyBytesMax, int messageBytesMax) {
        super(bodyBytesMax);
        this.messageBytesMax = messageBytesMax;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        long length = Math.max(HttpUtil.getContentLength(oversized, 0L), maxContentLength() + 1L);
        String body = GatewayErrors.body(KvorumException.messageTooLarge(length, messageBytesMax));
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.TOO_MANY_REQUESTS,
                Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, "close");
        // What the client still sends is not a request, so the connection cannot go on.
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
