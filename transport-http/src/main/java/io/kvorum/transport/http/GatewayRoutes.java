package io.kvorum.transport.http;

import com.google.protobuf.Message;
import io.kvorum.api.Cluster;
import io.kvorum.api.Kv;
import io.kvorum.api.Lease;
import io.kvorum.api.Maintenance;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.DefragmentRequest;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.DowngradeRequest;
import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.MemberAddRequest;
import io.kvorum.api.etcdserverpb.MemberListRequest;
import io.kvorum.api.etcdserverpb.MemberPromoteRequest;
import io.kvorum.api.etcdserverpb.MemberRemoveRequest;
import io.kvorum.api.etcdserverpb.MemberUpdateRequest;
import io.kvorum.api.etcdserverpb.MoveLeaderRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.StatusRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.stream.Stream;

/** The unary paths of the gateway, one line each. */
final class GatewayRoutes {
    private static final LeaseRevokeRequest REVOKE = LeaseRevokeRequest.getDefaultInstance();
    private static final LeaseTimeToLiveRequest TIME_TO_LIVE = LeaseTimeToLiveRequest.getDefaultInstance();
    private static final LeaseLeasesRequest LEASES = LeaseLeasesRequest.getDefaultInstance();

    private static final List<GatewayRoute<?, ?, ?>> CLUSTER = List.of(
            cluster("add", MemberAddRequest.getDefaultInstance(), Cluster::memberAdd),
            cluster("remove", MemberRemoveRequest.getDefaultInstance(), Cluster::memberRemove),
            cluster("update", MemberUpdateRequest.getDefaultInstance(), Cluster::memberUpdate),
            cluster("list", MemberListRequest.getDefaultInstance(), Cluster::memberList),
            cluster("promote", MemberPromoteRequest.getDefaultInstance(), Cluster::memberPromote));

    private static final List<GatewayRoute<?, ?, ?>> MAINTENANCE = List.of(
            maintenance("alarm", AlarmRequest.getDefaultInstance(), Maintenance::alarm),
            maintenance("status", StatusRequest.getDefaultInstance(), Maintenance::status),
            maintenance("defragment", DefragmentRequest.getDefaultInstance(), Maintenance::defragment),
            maintenance("hash", HashRequest.getDefaultInstance(), Maintenance::hash),
            maintenance("hashkv", HashKVRequest.getDefaultInstance(), Maintenance::hashKv),
            maintenance("transfer-leadership", MoveLeaderRequest.getDefaultInstance(), Maintenance::moveLeader),
            maintenance("downgrade", DowngradeRequest.getDefaultInstance(), Maintenance::downgrade));

    private static final List<GatewayRoute<?, ?, ?>> KEYS_AND_LEASES = List.of(
            GatewayRoute.encoded("kv/range", Kv.class, RangeRequest.getDefaultInstance(), Kv::range),
            GatewayRoute.encoded("kv/put", Kv.class, PutRequest.getDefaultInstance(), Kv::put),
            GatewayRoute.encoded("kv/deleterange", Kv.class, DeleteRangeRequest.getDefaultInstance(), Kv::deleteRange),
            GatewayRoute.encoded("kv/txn", Kv.class, TxnRequest.getDefaultInstance(), Kv::txn),
            GatewayRoute.message("kv/compaction", Kv.class, CompactionRequest.getDefaultInstance(), Kv::compact),
            GatewayRoute.message("lease/grant", Lease.class, LeaseGrantRequest.getDefaultInstance(), Lease::grant),
            GatewayRoute.message("lease/revoke", Lease.class, REVOKE, Lease::revoke),
            GatewayRoute.message("kv/lease/revoke", Lease.class, REVOKE, Lease::revoke),
            GatewayRoute.message("lease/timetolive", Lease.class, TIME_TO_LIVE, Lease::timeToLive),
            GatewayRoute.message("kv/lease/timetolive", Lease.class, TIME_TO_LIVE, Lease::timeToLive),
            GatewayRoute.message("lease/leases", Lease.class, LEASES, Lease::leases),
            GatewayRoute.message("kv/lease/leases", Lease.class, LEASES, Lease::leases));

    static final List<GatewayRoute<?, ?, ?>> ALL = Stream.of(KEYS_AND_LEASES, CLUSTER, MAINTENANCE)
            .<GatewayRoute<?, ?, ?>>flatMap(List::stream)
            .toList();

    private GatewayRoutes() {}

    private static <Q extends Message, A extends Message> GatewayRoute<Cluster, Q, A> cluster(
            String name, Q request, GatewayRoute.Method<Cluster, Q, A> method) {
        return GatewayRoute.message("cluster/member/" + name, Cluster.class, request, method);
    }

    private static <Q extends Message, A extends Message> GatewayRoute<Maintenance, Q, A> maintenance(
            String name, Q request, GatewayRoute.Method<Maintenance, Q, A> method) {
        return GatewayRoute.message("maintenance/" + name, Maintenance.class, request, method);
    }
}
