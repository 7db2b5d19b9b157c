package io.kvorum.transport.grpc;

import io.grpc.ServerServiceDefinition;
import io.kvorum.api.Cluster;
import io.kvorum.api.Kv;
import io.kvorum.api.Lease;
import io.kvorum.api.Maintenance;
import io.kvorum.api.RangeStreamAnswer;
import io.kvorum.api.Services;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.AlarmRequest;
import io.kvorum.api.etcdserverpb.AlarmResponse;
import io.kvorum.api.etcdserverpb.ClusterGrpc;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.DefragmentRequest;
import io.kvorum.api.etcdserverpb.DefragmentResponse;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.DowngradeRequest;
import io.kvorum.api.etcdserverpb.DowngradeResponse;
import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashKVResponse;
import io.kvorum.api.etcdserverpb.HashRequest;
import io.kvorum.api.etcdserverpb.HashResponse;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantResponse;
import io.kvorum.api.etcdserverpb.LeaseGrpc;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.LeaseLeasesRequest;
import io.kvorum.api.etcdserverpb.LeaseLeasesResponse;
import io.kvorum.api.etcdserverpb.LeaseRevokeRequest;
import io.kvorum.api.etcdserverpb.LeaseRevokeResponse;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveRequest;
import io.kvorum.api.etcdserverpb.LeaseTimeToLiveResponse;
import io.kvorum.api.etcdserverpb.MaintenanceGrpc;
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
import io.kvorum.api.etcdserverpb.MoveLeaderRequest;
import io.kvorum.api.etcdserverpb.MoveLeaderResponse;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.SnapshotRequest;
import io.kvorum.api.etcdserverpb.SnapshotResponse;
import io.kvorum.api.etcdserverpb.StatusRequest;
import io.kvorum.api.etcdserverpb.StatusResponse;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.api.etcdserverpb.WatchGrpc;
import io.kvorum.api.etcdserverpb.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The services of a node as gRPC's server wants them; a service that the node lacks is not there. */
final class EtcdServices {
    private final CallEnvironment environment;

    EtcdServices(CallEnvironment environment) {
        this.environment = environment;
    }

    List<ServerServiceDefinition> of(Services services) {
        List<ServerServiceDefinition> found = new ArrayList<>();
        services.find(Kv.class).map(this::kv).ifPresent(found::add);
        services.find(Watch.class).map(this::watch).ifPresent(found::add);
        services.find(Lease.class).map(this::lease).ifPresent(found::add);
        services.find(Cluster.class).map(this::cluster).ifPresent(found::add);
        services.find(Maintenance.class).map(this::maintenance).ifPresent(found::add);
        return found;
    }

    private ServerServiceDefinition kv(Kv kv) {
        return new ServiceMethods(environment, KVGrpc.getServiceDescriptor())
                .encoded(KVGrpc.getRangeMethod(), RangeRequest.parser(), kv::range)
                .serverStream(
                        KVGrpc.getRangeStreamMethod(),
                        RangeRequest.parser(),
                        new AnswerMarshaller<RangeStreamAnswer>(environment.sentBytes()),
                        RangeStreamAnswer::new,
                        kv::rangeStream)
                .encoded(KVGrpc.getPutMethod(), PutRequest.parser(), kv::put)
                .encoded(KVGrpc.getDeleteRangeMethod(), DeleteRangeRequest.parser(), kv::deleteRange)
                .encoded(KVGrpc.getTxnMethod(), TxnRequest.parser(), kv::txn)
                .message(
                        KVGrpc.getCompactMethod(),
                        CompactionRequest.parser(),
                        CompactionResponse.getDefaultInstance(),
                        kv::compact)
                .build();
    }

    private ServerServiceDefinition watch(Watch watch) {
        return new ServiceMethods(environment, WatchGrpc.getServiceDescriptor())
                .stream(
                                WatchGrpc.getWatchMethod(),
                                WatchRequest.parser(),
                                new AnswerMarshaller<WatchAnswer>(environment.sentBytes()),
                                (context, sink) -> new WatchClient(watch.open(context, sink)))
                        .build();
    }

    private ServerServiceDefinition lease(Lease lease) {
        return new ServiceMethods(environment, LeaseGrpc.getServiceDescriptor())
                        .message(
                                LeaseGrpc.getLeaseGrantMethod(),
                                LeaseGrantRequest.parser(),
                                LeaseGrantResponse.getDefaultInstance(),
                                lease::grant)
                        .message(
                                LeaseGrpc.getLeaseRevokeMethod(),
                                LeaseRevokeRequest.parser(),
                                LeaseRevokeResponse.getDefaultInstance(),
                                lease::revoke)
                        .stream(
                                LeaseGrpc.getLeaseKeepAliveMethod(),
                                LeaseKeepAliveRequest.parser(),
                                new MessageMarshaller<>(
                                        LeaseKeepAliveResponse.getDefaultInstance(), environment.sentBytes()),
                                (context, sink) -> new KeepAliveClient(lease.keepAlive(context, sink)))
                        .message(
                                LeaseGrpc.getLeaseTimeToLiveMethod(),
                                LeaseTimeToLiveRequest.parser(),
                                LeaseTimeToLiveResponse.getDefaultInstance(),
                                lease::timeToLive)
                        .message(
                                LeaseGrpc.getLeaseLeasesMethod(),
                                LeaseLeasesRequest.parser(),
                                LeaseLeasesResponse.getDefaultInstance(),
                                lease::leases)
                        .build();
    }

    private ServerServiceDefinition cluster(Cluster cluster) {
        return new ServiceMethods(environment, ClusterGrpc.getServiceDescriptor())
                .message(
                        ClusterGrpc.getMemberAddMethod(),
                        MemberAddRequest.parser(),
                        MemberAddResponse.getDefaultInstance(),
                        cluster::memberAdd)
                .message(
                        ClusterGrpc.getMemberRemoveMethod(),
                        MemberRemoveRequest.parser(),
                        MemberRemoveResponse.getDefaultInstance(),
                        cluster::memberRemove)
                .message(
                        ClusterGrpc.getMemberUpdateMethod(),
                        MemberUpdateRequest.parser(),
                        MemberUpdateResponse.getDefaultInstance(),
                        cluster::memberUpdate)
                .message(
                        ClusterGrpc.getMemberListMethod(),
                        MemberListRequest.parser(),
                        MemberListResponse.getDefaultInstance(),
                        cluster::memberList)
                .message(
                        ClusterGrpc.getMemberPromoteMethod(),
                        MemberPromoteRequest.parser(),
                        MemberPromoteResponse.getDefaultInstance(),
                        cluster::memberPromote)
                .build();
    }

    private ServerServiceDefinition maintenance(Maintenance maintenance) {
        return new ServiceMethods(environment, MaintenanceGrpc.getServiceDescriptor())
                .message(
                        MaintenanceGrpc.getAlarmMethod(),
                        AlarmRequest.parser(),
                        AlarmResponse.getDefaultInstance(),
                        maintenance::alarm)
                .message(
                        MaintenanceGrpc.getStatusMethod(),
                        StatusRequest.parser(),
                        StatusResponse.getDefaultInstance(),
                        maintenance::status)
                .message(
                        MaintenanceGrpc.getDefragmentMethod(),
                        DefragmentRequest.parser(),
                        DefragmentResponse.getDefaultInstance(),
                        maintenance::defragment)
                .message(
                        MaintenanceGrpc.getHashMethod(),
                        HashRequest.parser(),
                        HashResponse.getDefaultInstance(),
                        maintenance::hash)
                .message(
                        MaintenanceGrpc.getHashKVMethod(),
                        HashKVRequest.parser(),
                        HashKVResponse.getDefaultInstance(),
                        maintenance::hashKv)
                .serverStream(
                        MaintenanceGrpc.getSnapshotMethod(),
                        SnapshotRequest.parser(),
                        new MessageMarshaller<>(SnapshotResponse.getDefaultInstance(), environment.sentBytes()),
                        Function.<SnapshotResponse>identity(),
                        maintenance::snapshot)
                .message(
                        MaintenanceGrpc.getMoveLeaderMethod(),
                        MoveLeaderRequest.parser(),
                        MoveLeaderResponse.getDefaultInstance(),
                        maintenance::moveLeader)
                .message(
                        MaintenanceGrpc.getDowngradeMethod(),
                        DowngradeRequest.parser(),
                        DowngradeResponse.getDefaultInstance(),
                        maintenance::downgrade)
                .build();
    }
}
