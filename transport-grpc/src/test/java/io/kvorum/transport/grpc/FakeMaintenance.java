package io.kvorum.transport.grpc;

import static io.kvorum.transport.grpc.FakeCluster.HEADER;

import com.google.protobuf.Message;
import io.kvorum.api.Maintenance;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmResponse;
import io.kvorum.api.etcdserverpb.DefragmentRequest;
import io.kvorum.api.etcdserverpb.DefragmentResponse;
import io.kvorum.api.etcdserverpb.DowngradeRequest;
import io.kvorum.api.etcdserverpb.DowngradeResponse;
import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashKVResponse;
import io.kvorum.api.etcdserverpb.HashRequest;
import io.kvorum.api.etcdserverpb.HashResponse;
import io.kvorum.api.etcdserverpb.MoveLeaderRequest;
import io.kvorum.api.etcdserverpb.MoveLeaderResponse;
import io.kvorum.api.etcdserverpb.SnapshotRequest;
import io.kvorum.api.etcdserverpb.SnapshotResponse;
import io.kvorum.api.etcdserverpb.StatusRequest;
import io.kvorum.api.etcdserverpb.StatusResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Care of a member that keeps what it was asked and answers with a header; a snapshot is what the test sends. */
final class FakeMaintenance implements Maintenance {
    /** A snapshot that was asked for, and the way to the client. */
    record AskedSnapshot(RequestContext context, Sink<SnapshotResponse> sink) {}

    final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<AskedSnapshot> snapshots = new LinkedBlockingQueue<>();

    private <A> void answer(Message request, Reply<A> reply, A answer) {
        requests.add(request);
        reply.complete(answer);
    }

    @Override
    public void snapshot(RequestContext context, SnapshotRequest request, Sink<SnapshotResponse> sink) {
        snapshots.add(new AskedSnapshot(context, sink));
    }

    @Override
    public void alarm(RequestContext context, AlarmRequest request, Reply<AlarmResponse> reply) {
        answer(request, reply, AlarmResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void status(RequestContext context, StatusRequest request, Reply<StatusResponse> reply) {
        answer(request, reply, StatusResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void defragment(RequestContext context, DefragmentRequest request, Reply<DefragmentResponse> reply) {
        answer(request, reply, DefragmentResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void hash(RequestContext context, HashRequest request, Reply<HashResponse> reply) {
        answer(request, reply, HashResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void hashKv(RequestContext context, HashKVRequest request, Reply<HashKVResponse> reply) {
        answer(request, reply, HashKVResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void moveLeader(RequestContext context, MoveLeaderRequest request, Reply<MoveLeaderResponse> reply) {
        answer(request, reply, MoveLeaderResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void downgrade(RequestContext context, DowngradeRequest request, Reply<DowngradeResponse> reply) {
        answer(request, reply, DowngradeResponse.newBuilder().setHeader(HEADER).build());
    }
}
