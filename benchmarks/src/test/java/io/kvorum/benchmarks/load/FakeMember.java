package io.kvorum.benchmarks.load;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import io.kvorum.api.etcdserverpb.StatusResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A member that keeps nothing: leader is the first one of the list whose peer port is open, and every put is fine. */
final class FakeMember {
    private FakeMember() {}

    /** Client port, peer port, name, and names with peer URLs of all. */
    public static void main(String[] arguments) throws Exception {
        List<Integer> peers = Stream.of(arguments[3].split(","))
                .map(member -> Integer.parseInt(member.substring(member.lastIndexOf(':') + 1)))
                .toList();
        int own = Integer.parseInt(arguments[1]);
        ServerSocket alive = new ServerSocket(own, 50, InetAddress.getLoopbackAddress());
        NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])))
                .addService(service("etcdserverpb.KV", RawCalls.PUT, () -> new byte[0]))
                .addService(service("etcdserverpb.Maintenance", RawCalls.STATUS, () -> status(own, peers)))
                .build()
                .start()
                .awaitTermination();
        alive.close();
    }

    private static byte[] status(int own, List<Integer> peers) {
        int leader = peers.stream().filter(FakeMember::isOpen).findFirst().orElse(0);
        return StatusResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setMemberId(own))
                .setLeader(leader)
                .setRaftIndex(7)
                .setRaftAppliedIndex(7)
                .build()
                .toByteArray();
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static ServerServiceDefinition service(
            String name, MethodDescriptor<byte[], byte[]> method, Supplier<byte[]> answer) {
        return ServerServiceDefinition.builder(name)
                .addMethod(method, (call, headers) -> answering(call, answer))
                .build();
    }

    private static ServerCall.Listener<byte[]> answering(ServerCall<byte[], byte[]> call, Supplier<byte[]> answer) {
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onHalfClose() {
                byte[] message = answer.get();
                call.sendHeaders(new Metadata());
                call.sendMessage(message);
                call.close(Status.OK, new Metadata());
            }
        };
    }
}
