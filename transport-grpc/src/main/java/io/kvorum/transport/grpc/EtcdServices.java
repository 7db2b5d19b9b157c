package io.kvorum.transport.grpc;

import io.grpc.ServerServiceDefinition;
import io.kvorum.api.Kv;
import io.kvorum.api.Lease;
import io.kvorum.api.RangeStreamAnswer;
import io.kvorum.api.Services;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
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
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.api.etcdserverpb.WatchGrpc;
import io.kvorum.api.etcdserverpb.WatchRequest;
import java.util.ArrayList;
import java.util.List;

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
}
