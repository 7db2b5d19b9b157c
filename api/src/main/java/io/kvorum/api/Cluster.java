package io.kvorum.api;

import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberAddResponse;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberListResponse;
import io.kvorum.api.etcdserverpb.MemberPromoteRequest;
import io.kvorum.api.etcdserverpb.MemberPromoteResponse;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveResponse;
import io.kvorum.api.etcdserverpb.MemberUpdateRequest;
import io.kvorum.api.etcdserverpb.MemberUpdateResponse;

/**
 * Membership of the cluster. Every answer has a header without a revision (R20g).
 *
 * <p>Threading: every method may be called from any thread, concurrently, and returns without waiting. The answer
 * comes through the reply, on any thread, also before the method returns. Errors come through it too; a method throws
 * nothing. The request is not changed by either side.
 */
public interface Cluster {
    /** Adds a member, which is not started yet (R270-R276). */
    void memberAdd(RequestContext context, MemberAddRequest request, Reply<MemberAddResponse> reply);

    /** Removes a member; its id is never used again (R277). */
    void memberRemove(RequestContext context, MemberRemoveRequest request, Reply<MemberRemoveResponse> reply);

    /** Changes the peer URLs of a member. */
    void memberUpdate(RequestContext context, MemberUpdateRequest request, Reply<MemberUpdateResponse> reply);

    /** Lists the members, ascending by id, after a quorum round if the request asks for one. */
    void memberList(RequestContext context, MemberListRequest request, Reply<MemberListResponse> reply);

    /** Makes a learner that is in sync a voter (R281). */
    void memberPromote(RequestContext context, MemberPromoteRequest request, Reply<MemberPromoteResponse> reply);
}
