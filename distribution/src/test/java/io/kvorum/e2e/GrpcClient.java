package io.kvorum.e2e;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kvorum.api.etcdserverpb.ClusterGrpc;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.LeaseGrpc;
import io.kvorum.api.etcdserverpb.MaintenanceGrpc;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.api.etcdserverpb.WatchGrpc;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A client with the bare stubs: it hides nothing of what the server says. */
public final class GrpcClient implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 64 << 20;
    private static final long CALL_LIMIT_SECONDS = 30;

    private final ManagedChannel channel;

    public GrpcClient(String endpoint) {
        channel = NettyChannelBuilder.forTarget(endpoint.replace("http://", ""))
                .usePlaintext()
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .build();
    }

    public static ByteString bytes(String text) {
        return ByteString.copyFrom(text, StandardCharsets.UTF_8);
    }

    public KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    public KVGrpc.KVFutureStub kvLater() {
        return KVGrpc.newFutureStub(channel).withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    public LeaseGrpc.LeaseBlockingStub lease() {
        return LeaseGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    public LeaseGrpc.LeaseStub leaseStreams() {
        return LeaseGrpc.newStub(channel);
    }

    public WatchStream watch() {
        return new WatchStream(WatchGrpc.newStub(channel));
    }

    public ClusterGrpc.ClusterBlockingStub cluster() {
        return ClusterGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    public MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
        return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Puts; gives the revision. */
    public long put(String key, String value) {
        return kv().put(PutRequest.newBuilder()
                        .setKey(bytes(key))
                        .setValue(bytes(value))
                        .build())
                .getHeader()
                .getRevision();
    }

    public RangeResponse get(String key) {
        return kv().range(RangeRequest.newBuilder().setKey(bytes(key)).build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
