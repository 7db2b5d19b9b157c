package io.kvorum.transport.grpc;

import io.kvorum.transport.netty.ClientProtocol;
import io.kvorum.transport.netty.ProtocolMatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.net.SocketAddress;

/** HTTP/2 with prior knowledge, which on the client port is gRPC (H1): connections are handed to gRPC's server. */
final class Http2Protocol implements ClientProtocol {
    /** The address under which gRPC's server believes to listen. */
    static final SocketAddress ADDRESS = new SocketAddress() {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "client listener";
        }
    };

    private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    private volatile HandoffServerChannel server;

    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public ProtocolMatch match(ByteBuf firstBytes) {
        int known = Math.min(firstBytes.readableBytes(), preface.readableBytes());
        if (!ByteBufUtil.equals(firstBytes, firstBytes.readerIndex(), preface, 0, known)) {
            return ProtocolMatch.NO;
        }
        return known == preface.readableBytes() ? ProtocolMatch.YES : ProtocolMatch.MORE;
    }

    /** Makes the channel through which connections reach gRPC's server. */
    HandoffServerChannel newServerChannel() {
        server = new HandoffServerChannel();
        return server;
    }

    @Override
    public void install(Channel connection, Runnable begin) {
        HandoffServerChannel target = server;
        connection.attr(ArrivedConnections.BEGIN).set(begin);
        target.eventLoop().execute(() -> {
            if (target.isActive()) {
                target.pipeline().fireChannelRead(connection);
                target.pipeline().fireChannelReadComplete();
            } else {
                connection.close();
            }
        });
    }
}
