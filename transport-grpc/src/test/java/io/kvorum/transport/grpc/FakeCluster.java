package io.kvorum.transport.grpc;

import com.google.protobuf.Message;
import io.kvorum.api.Cluster;
import io.kvorum.api.KvorumException;
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
import io.kvorum.api.etcdserverpb.ResponseHeader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Membership that keeps what it was asked and answers with a header, or with the error that the test sets. */
final class FakeCluster implements Cluster {
    /** Answers on membership tell no revision (R20g). */
    static final ResponseHeader HEADER = ResponseHeader.newBuilder()
            .setClusterId(-1)
            .setMemberId(2)
            .setRaftTerm(4)
            .build();

    final BlockingQueue<RequestContext> contexts = new LinkedBlockingQueue<>();
    final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
    volatile KvorumException failure;

    private <A> void answer(RequestContext context, Message request, Reply<A> reply, A answer) {
        contexts.add(context);
        requests.add(request);
        if (failure == null) {
            reply.complete(answer);
        } else {
            reply.fail(failure);
        }
    }

    @Override
    public void memberAdd(RequestContext context, MemberAddRequest request, Reply<MemberAddResponse> reply) {
        answer(
                context,
                request,
                reply,
                MemberAddResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void memberRemove(RequestContext context, MemberRemoveRequest request, Reply<MemberRemoveResponse> reply) {
        answer(
                context,
                request,
                reply,
                MemberRemoveResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void memberUpdate(RequestContext context, MemberUpdateRequest request, Reply<MemberUpdateResponse> reply) {
        answer(
                context,
                request,
                reply,
                MemberUpdateResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void memberList(RequestContext context, MemberListRequest request, Reply<MemberListResponse> reply) {
        answer(
                context,
                request,
                reply,
                MemberListResponse.newBuilder().setHeader(HEADER).build());
    }

    @Override
    public void memberPromote(
            RequestContext context, MemberPromoteRequest request, Reply<MemberPromoteResponse> reply) {
        answer(
                context,
                request,
                reply,
                MemberPromoteResponse.newBuilder().setHeader(HEADER).build());
    }
}
