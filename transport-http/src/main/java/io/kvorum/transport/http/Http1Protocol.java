package io.kvorum.transport.http;

import io.kvorum.transport.netty.ClientProtocol;
import io.kvorum.transport.netty.ProtocolMatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.function.LongSupplier;

/** HTTP/1.x: a method in capital letters, a blank, and a target. */
final class Http1Protocol implements ClientProtocol {
    private static final int METHOD_MAX = 20;
    private static final int LINE_BYTES_MAX = 16 * 1024;

    /** Tokens travel in headers, and some identity providers make long ones. */
    private static final int HEADER_BYTES_MAX = 64 * 1024;

    /** The method of the preface of HTTP/2, which is another protocol. */
    private static final String OTHER_METHOD = "PRI ";

    private final HttpSettings settings;
    private final LongSupplier wallMilliseconds;
    private final ChannelGroup connections;
    private volatile HttpHandler handler;

    Http1Protocol(HttpSettings settings, LongSupplier wallMilliseconds, ChannelGroup connections) {
        this.settings = settings;
        this.wallMilliseconds = wallMilliseconds;
        this.connections = connections;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public ProtocolMatch match(ByteBuf firstBytes) {
        int start = firstBytes.readerIndex();
        int length = Math.min(firstBytes.readableBytes(), METHOD_MAX);
        for (int i = 0; i < length; i++) {
            byte next = firstBytes.getByte(start + i);
            if (next == ' ' && i > 0) {
                return isOther(firstBytes, start, i + 1) ? ProtocolMatch.NO : ProtocolMatch.YES;
            } else if (next < 'A' || next > 'Z') {
                return ProtocolMatch.NO;
            }
        }
        return length == METHOD_MAX ? ProtocolMatch.NO : ProtocolMatch.MORE;
    }

    private static boolean isOther(ByteBuf bytes, int start, int length) {
        if (length != OTHER_METHOD.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes.getByte(start + i) != OTHER_METHOD.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** From now on connections may come. */
    void serve(HttpHandler newHandler) {
        handler = newHandler;
    }

    @Override
    public void install(Channel connection, Runnable begin) {
        connections.add(connection);
        connection
                .pipeline()
                .addLast(new IdleStateHandler((int) settings.idleTimeout().toSeconds(), 0, 0))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LINE_BYTES_MAX)
                        .setMaxHeaderSize(HEADER_BYTES_MAX)))
                .addLast(new LimitedBody(settings.bodyBytesMax(), settings.messageBytesMax()))
                .addLast(new HttpConnection(handler, wallMilliseconds));
        begin.run();
    }
}
