package io.kvorum.benchmarks.load;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;

/**
 * A server that answers puts and gets with constant bytes and does nothing else: what gRPC-Java itself costs, measured in
 * the same run as the servers it is compared with.
 */
final class EmptyServer {
    private EmptyServer() {}

    /** Listens on the port given as the only argument, until it is ended. */
    public static void main(String[] arguments) throws Exception {
        boolean epoll = Epoll.isAvailable();
        var factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])))
                .directExecutor()
                .bossEventLoopGroup(new MultiThreadIoEventLoopGroup(1, factory))
                .workerEventLoopGroup(
                        new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), factory))
                .channelType(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .addService(ServerServiceDefinition.builder("etcdserverpb.KV")
                        .addMethod(RawCalls.PUT, EmptyServer::answer)
                        .addMethod(RawCalls.RANGE, EmptyServer::answer)
                        .build())
                .build()
                .start()
                .awaitTermination();
    }

    private static ServerCall.Listener<byte[]> answer(ServerCall<byte[], byte[]> call, Metadata headers) {
        call.request(2);
        return new ServerCall.Listener<>() {
            private byte[] request;

            @Override
            public void onMessage(byte[] message) {
                request = message;
            }

            @Override
            public void onHalfClose() {
                call.sendHeaders(new Metadata());
                // As long as a put's real answer: a header with two ids, a revision and a term.
                call.sendMessage(request.length == 0 ? request : new byte[28]);
                call.close(Status.OK, new Metadata());
            }
        };
    }
}
