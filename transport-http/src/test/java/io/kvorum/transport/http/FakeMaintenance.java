package io.kvorum.transport.http;

import io.kvorum.api.ErrorCode;
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

/** Care of a member that keeps what it was asked and answers what the test sets. */
final class FakeMaintenance extends SetAnswers implements Maintenance {
    @Override
    public void snapshot(RequestContext context, SnapshotRequest request, Sink<SnapshotResponse> sink) {
        sink.fail(ErrorCode.STOPPED.exception());
    }

    @Override
    public void alarm(RequestContext context, AlarmRequest request, Reply<AlarmResponse> reply) {
        answer(request, reply, AlarmResponse.class);
    }

    @Override
    public void status(RequestContext context, StatusRequest request, Reply<StatusResponse> reply) {
        answer(request, reply, StatusResponse.class);
    }

    @Override
    public void defragment(RequestContext context, DefragmentRequest request, Reply<DefragmentResponse> reply) {
        answer(request, reply, DefragmentResponse.class);
    }

    @Override
    public void hash(RequestContext context, HashRequest request, Reply<HashResponse> reply) {
        answer(request, reply, HashResponse.class);
    }

    @Override
    public void hashKv(RequestContext context, HashKVRequest request, Reply<HashKVResponse> reply) {
        answer(request, reply, HashKVResponse.class);
    }

    @Override
    public void moveLeader(RequestContext context, MoveLeaderRequest request, Reply<MoveLeaderResponse> reply) {
        answer(request, reply, MoveLeaderResponse.class);
    }

    @Override
    public void downgrade(RequestContext context, DowngradeRequest request, Reply<DowngradeResponse> reply) {
        answer(request, reply, DowngradeResponse.class);
    }
}
