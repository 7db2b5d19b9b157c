package io.kvorum.transport.http;

import io.kvorum.api.Kv;
import io.kvorum.api.Lease;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import java.util.List;

/** The unary paths of the gateway, one line each. */
final class GatewayRoutes {
    private static final LeaseRevokeRequest REVOKE = LeaseRevokeRequest.getDefaultInstance();
    private static final LeaseTimeToLiveRequest TIME_TO_LIVE = LeaseTimeToLiveRequest.getDefaultInstance();
    private static final LeaseLeasesRequest LEASES = LeaseLeasesRequest.getDefaultInstance();

    static final List<GatewayRoute<?, ?, ?>> ALL = List.of(
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

    private GatewayRoutes() {}
}
