package io.kvorum.api;

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

/**
 * Care of a single member: alarms, status, hashes, snapshot, leadership.
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the reply or sink, on any thread, also before the method returns. Errors come through it too; a method
 * throws nothing. The request is not changed by either side.
 */
public interface Maintenance {
    /** Lists, raises or clears alarms (R300-R306). */
    void alarm(RequestContext context, AlarmRequest request, Reply<AlarmResponse> reply);

    /** Tells the state of this member; always answers, from local state (R307). */
    void status(RequestContext context, StatusRequest request, Reply<StatusResponse> reply);

    /** Gives unused space of this member back; its reads and writes wait meanwhile (R308). */
    void defragment(RequestContext context, DefragmentRequest request, Reply<DefragmentResponse> reply);

    /** Hashes the whole backend; the value depends on the implementation. */
    void hash(RequestContext context, HashRequest request, Reply<HashResponse> reply);

    /** Hashes the key history up to a revision; equal on all members (R310, R311). */
    void hashKv(RequestContext context, HashKVRequest request, Reply<HashKVResponse> reply);

    /**
     * Streams a snapshot file of this member, in chunks, followed by its digest. Ends with {@link Sink#complete()},
     * with {@link Sink#fail}, or when the call is cancelled, which frees the snapshot.
     */
    void snapshot(RequestContext context, SnapshotRequest request, Sink<SnapshotResponse> sink);

    /** Hands leadership over to another member; only the leader does so (R317). */
    void moveLeader(RequestContext context, MoveLeaderRequest request, Reply<MoveLeaderResponse> reply);

    /** Validates, starts or stops a downgrade of the cluster (R318). */
    void downgrade(RequestContext context, DowngradeRequest request, Reply<DowngradeResponse> reply);
}
