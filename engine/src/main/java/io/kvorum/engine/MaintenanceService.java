package io.kvorum.engine;

import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Maintenance;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Retry;
import io.kvorum.api.Sink;
import io.kvorum.api.StatusCode;
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
import io.kvorum.engine.admission.Proposals;
import io.kvorum.engine.command.Operation;
import io.kvorum.engine.maintenance.BackendHash;
import io.kvorum.engine.maintenance.LeaderTransfer;
import io.kvorum.engine.maintenance.MemberStatus;
import io.kvorum.engine.mvcc.KeyHash;
import io.kvorum.engine.mvcc.MvccStore;
import io.kvorum.engine.read.ReadLanes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.storage.StorageBackend;
import java.util.function.Supplier;

/** Care of this member: what it tells of itself, and what it can be asked to do. */
final class MaintenanceService implements Maintenance {
    private final CallGate calls;
    private final Proposals proposals;
    private final MemberStatus status;
    private final LeaderTransfer transfer;
    private final MvccStore store;
    private final StorageBackend backend;
    private final BackendHash backendHash;
    private final ReadLanes lanes;
    private final Supplier<Header> header;

    /** @param header of this moment: its revision is the published one (R20i) */
    MaintenanceService(
            CallGate calls,
            Proposals proposals,
            MemberStatus status,
            LeaderTransfer transfer,
            MvccStore store,
            StorageBackend backend,
            BackendHash backendHash,
            ReadLanes lanes,
            Supplier<Header> header) {
        this.calls = calls;
        this.proposals = proposals;
        this.status = status;
        this.transfer = transfer;
        this.store = store;
        this.backend = backend;
        this.backendHash = backendHash;
        this.lanes = lanes;
        this.header = header;
    }

    @Override
    public void alarm(RequestContext context, AlarmRequest request, Reply<AlarmResponse> reply) {
        if (calls.admits(context, reply)) {
            proposals.propose(context, Operation.ALARM, request, reply);
        }
    }

    @Override
    public void status(RequestContext context, StatusRequest request, Reply<StatusResponse> reply) {
        if (calls.admitsAtLearner(context, reply)) {
            reply.complete(status.describe(header.get()));
        }
    }

    @Override
    public void defragment(RequestContext context, DefragmentRequest request, Reply<DefragmentResponse> reply) {
        if (!calls.admits(context, reply)) {
            return;
        }
        backend.defragment().whenComplete((nothing, failure) -> {
            if (failure == null) {
                reply.complete(DefragmentResponse.getDefaultInstance());
            } else {
                reply.fail(
                        KvorumException.withText(StatusCode.UNKNOWN, String.valueOf(failure.getMessage()), Retry.SAFE));
            }
        });
    }

    @Override
    public void hash(RequestContext context, HashRequest request, Reply<HashResponse> reply) {
        if (calls.admits(context, reply)) {
            backendHash.compute(
                    hash -> reply.complete(HashResponse.newBuilder()
                            .setHeader(header.get().toMessage())
                            .setHash(hash)
                            .build()),
                    reply::fail);
        }
    }

    @Override
    public void hashKv(RequestContext context, HashKVRequest request, Reply<HashKVResponse> reply) {
        if (!calls.admits(context, reply)) {
            return;
        }
        boolean accepted = lanes.offer(() -> {
            try {
                KeyHash hash = store.hash(request.getRevision());
                reply.complete(HashKVResponse.newBuilder()
                        .setHeader(header.get().toMessage())
                        .setHash(hash.hash())
                        .setCompactRevision(hash.compactRevision())
                        .setHashRevision(hash.hashRevision())
                        .build());
            } catch (KvorumException refusal) {
                reply.fail(refusal);
            }
        });
        if (!accepted) {
            reply.fail(new KvorumException(ErrorCode.TOO_MANY_REQUESTS));
        }
    }

    @Override
    public void snapshot(RequestContext context, SnapshotRequest request, Sink<SnapshotResponse> sink) {
        sink.fail(absent("Snapshot"));
    }

    @Override
    public void moveLeader(RequestContext context, MoveLeaderRequest request, Reply<MoveLeaderResponse> reply) {
        if (!calls.admits(context, reply)) {
            return;
        }
        if (request.getTargetID() == 0) {
            reply.fail(new KvorumException(transfer.mayAsk() ? ErrorCode.BAD_LEADER_TRANSFEREE : ErrorCode.NOT_LEADER));
            return;
        }
        transfer.begin(context, new MemberId(request.getTargetID()), reply);
    }

    @Override
    public void downgrade(RequestContext context, DowngradeRequest request, Reply<DowngradeResponse> reply) {
        reply.fail(absent("Downgrade"));
    }

    /** In the words of gRPC for a method that a server does not have. */
    private static KvorumException absent(String method) {
        return KvorumException.withText(
                StatusCode.UNIMPLEMENTED,
                "unknown method " + method + " for service etcdserverpb.Maintenance",
                Retry.NEVER);
    }
}
