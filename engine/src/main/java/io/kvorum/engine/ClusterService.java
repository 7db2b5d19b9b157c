package io.kvorum.engine;

import io.kvorum.api.Cluster;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.Member;
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
import io.kvorum.engine.cluster.ClusterState;
import io.kvorum.engine.cluster.MemberIds;
import io.kvorum.engine.membership.MembershipChanges;
import io.kvorum.engine.membership.PeerUrls;
import io.kvorum.engine.read.ReadGate;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.MembershipChange;
import io.kvorum.spi.runtime.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** The members: lists from the state, changes through the log. */
final class ClusterService implements Cluster {
    private final CallGate calls;
    private final ClusterState cluster;
    private final MembershipChanges changes;
    private final ReadGate gate;
    private final Clock clock;
    private final Supplier<Header> header;

    ClusterService(
            CallGate calls,
            ClusterState cluster,
            MembershipChanges changes,
            ReadGate gate,
            Clock clock,
            Supplier<Header> header) {
        this.calls = calls;
        this.cluster = cluster;
        this.changes = changes;
        this.gate = gate;
        this.clock = clock;
        this.header = header;
    }

    @Override
    public void memberAdd(RequestContext context, MemberAddRequest request, Reply<MemberAddResponse> reply) {
        if (!calls.admits(context, reply)) {
            return;
        }
        List<String> urls = peerUrls(request.getPeerURLsList(), reply);
        if (urls == null) {
            return;
        }
        MemberId id = MemberIds.added(urls, TimeUnit.MILLISECONDS.toSeconds(clock.wallMilliseconds()));
        MembershipChange add =
                new MembershipChange.Add(new io.kvorum.spi.consensus.Member(id, urls, request.getIsLearner()));
        Member newcomer = Member.newBuilder()
                .setID(id.value())
                .addAllPeerURLs(urls)
                .setIsLearner(request.getIsLearner())
                .build();
        change(
                add,
                reply,
                members -> MemberAddResponse.newBuilder()
                        .setHeader(header())
                        .setMember(newcomer)
                        .addAllMembers(members)
                        .build());
    }

    @Override
    public void memberRemove(RequestContext context, MemberRemoveRequest request, Reply<MemberRemoveResponse> reply) {
        if (calls.admits(context, reply) && isSomebody(request.getID(), reply)) {
            change(
                    new MembershipChange.Remove(new MemberId(request.getID())),
                    reply,
                    members -> MemberRemoveResponse.newBuilder()
                            .setHeader(header())
                            .addAllMembers(members)
                            .build());
        }
    }

    @Override
    public void memberUpdate(RequestContext context, MemberUpdateRequest request, Reply<MemberUpdateResponse> reply) {
        if (!calls.admits(context, reply) || !isSomebody(request.getID(), reply)) {
            return;
        }
        List<String> urls = peerUrls(request.getPeerURLsList(), reply);
        if (urls != null) {
            change(
                    new MembershipChange.UpdateAddresses(new MemberId(request.getID()), urls),
                    reply,
                    members -> MemberUpdateResponse.newBuilder()
                            .setHeader(header())
                            .addAllMembers(members)
                            .build());
        }
    }

    @Override
    public void memberList(RequestContext context, MemberListRequest request, Reply<MemberListResponse> reply) {
        if (!calls.admits(context, reply)) {
            return;
        }
        if (!request.getLinearizable()) {
            reply.complete(list());
            return;
        }
        gate.enter(new ReadGate.Passage() {
            @Override
            public void pass() {
                reply.complete(list());
            }

            @Override
            public void refuse(KvorumException failure) {
                reply.fail(failure);
            }
        });
    }

    @Override
    public void memberPromote(
            RequestContext context, MemberPromoteRequest request, Reply<MemberPromoteResponse> reply) {
        if (calls.admits(context, reply) && isSomebody(request.getID(), reply)) {
            change(
                    new MembershipChange.Promote(new MemberId(request.getID())),
                    reply,
                    members -> MemberPromoteResponse.newBuilder()
                            .setHeader(header())
                            .addAllMembers(members)
                            .build());
        }
    }

    private <A> void change(MembershipChange change, Reply<A> reply, Function<List<Member>, A> answer) {
        changes.change(change, new Reply<>() {
            @Override
            public void complete(List<Member> members) {
                reply.complete(answer.apply(members));
            }

            @Override
            public void fail(KvorumException failure) {
                reply.fail(failure);
            }
        });
    }

    private MemberListResponse list() {
        return MemberListResponse.newBuilder()
                .setHeader(header())
                .addAllMembers(cluster.view().members())
                .build();
    }

    /** Without a revision (R20g). */
    private ResponseHeader header() {
        return header.get().toMessage();
    }

    /** The URLs in order, or null if they were refused. */
    private static List<String> peerUrls(List<String> given, Reply<?> reply) {
        try {
            return PeerUrls.of(given);
        } catch (KvorumException refusal) {
            reply.fail(refusal);
            return null;
        }
    }

    /** Nobody has the id 0. */
    private static boolean isSomebody(long id, Reply<?> reply) {
        if (id == 0) {
            reply.fail(new KvorumException(ErrorCode.MEMBER_NOT_FOUND));
        }
        return id != 0;
    }
}
