package io.kvorum.transport.http;

import io.kvorum.api.Cluster;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
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

/** Membership that keeps what it was asked and answers what the test sets. */
final class FakeCluster extends SetAnswers implements Cluster {
    @Override
    public void memberAdd(RequestContext context, MemberAddRequest request, Reply<MemberAddResponse> reply) {
        answer(request, reply, MemberAddResponse.class);
    }

    @Override
    public void memberRemove(RequestContext context, MemberRemoveRequest request, Reply<MemberRemoveResponse> reply) {
        answer(request, reply, MemberRemoveResponse.class);
    }

    @Override
    public void memberUpdate(RequestContext context, MemberUpdateRequest request, Reply<MemberUpdateResponse> reply) {
        answer(request, reply, MemberUpdateResponse.class);
    }

    @Override
    public void memberList(RequestContext context, MemberListRequest request, Reply<MemberListResponse> reply) {
        answer(request, reply, MemberListResponse.class);
    }

    @Override
    public void memberPromote(
            RequestContext context, MemberPromoteRequest request, Reply<MemberPromoteResponse> reply) {
        answer(request, reply, MemberPromoteResponse.class);
    }
}
