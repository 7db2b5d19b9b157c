package io.kvorum.transport.grpc.peer.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the first bytes of an accepted connection: HTTP/2 passes, all else is closed before anything parses it. Of a
 * connection that goes on to send nonsense gRPC disposes.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    /** What every client of HTTP/2 sends first (RFC 9113, section 3.4). */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** After the preface come settings, with which every frame's head begins: length (3), type, flags, stream (4). */
    private static final int SETTINGS_HEAD_BYTES = 9;

    private static final int SETTINGS_TYPE = 4;
    private static final int SETTINGS_BYTES_MAX = 16 * 1024;
    private static final int BYTES_MAX = PREFACE.length + SETTINGS_HEAD_BYTES;

    private final StrayLog strays;
    private ByteBuf waiting;
    private boolean refused;

    FirstBytes(StrayLog strays) {
        this.strays = strays;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (refused) {
            read.release();
            return;
        }
        if (waiting == null) {
            waiting = read;
        } else {
            ByteBuf before = waiting;
            waiting = ctx.alloc()
                    .buffer(before.readableBytes() + read.readableBytes())
                    .writeBytes(before)
                    .writeBytes(read);
            before.release();
            read.release();
        }
        if (!beginsLikeHttp2(waiting)) {
            refused = true;
            byte[] first = new byte[Math.min(waiting.readableBytes(), BYTES_MAX)];
            waiting.getBytes(waiting.readerIndex(), first);
            strays.note(Stray.connection(first), ctx.channel().remoteAddress());
            ctx.close();
        } else if (waiting.readableBytes() >= BYTES_MAX) {
            ctx.pipeline().remove(this);
        }
    }

    private static boolean beginsLikeHttp2(ByteBuf bytes) {
        int begin = bytes.readerIndex();
        int length = Math.min(bytes.readableBytes(), PREFACE.length);
        for (int i = 0; i < length; i++) {
            if (bytes.getByte(begin + i) != PREFACE[i]) {
                return false;
            }
        }
        if (bytes.readableBytes() < BYTES_MAX) {
            return true;
        }
        int head = begin + PREFACE.length;
        return bytes.getUnsignedMedium(head) <= SETTINGS_BYTES_MAX
                && bytes.getByte(head + 3) == SETTINGS_TYPE
                && bytes.getInt(head + 5) == 0;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf kept = waiting;
        waiting = null;
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
}
