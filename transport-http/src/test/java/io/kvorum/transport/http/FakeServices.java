package io.kvorum.transport.http;

import io.kvorum.api.Cluster;
import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.Kv;
import io.kvorum.api.Maintenance;
import io.kvorum.api.NodeHealth;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Services;
import io.kvorum.api.Sink;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.etcdserverpb.AlarmMember;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;

/** A key-value service and a health that do what the test says. There is no lease service. */
final class FakeServices implements Kv, NodeHealth {
    static final Header HEADER = new Header(-6345690297222715130L, 2, 3, 4);

    final BlockingQueue<RequestContext> contexts = new LinkedBlockingQueue<>();
    final BlockingQueue<Object> requests = new LinkedBlockingQueue<>();
    volatile BiConsumer<PutRequest, Reply<PutAnswer>> onPut =
            (request, reply) -> reply.complete(new PutAnswer(HEADER, null));
    volatile BiConsumer<RangeRequest, Reply<RangeAnswer>> onRange =
            (request, reply) -> reply.complete(new RangeAnswer(HEADER, List.of(), false, 0));
    volatile BiConsumer<TxnRequest, Reply<TxnAnswer>> onTxn =
            (request, reply) -> reply.complete(new TxnAnswer(HEADER, true, List.of()));
    volatile Optional<String> clusterVersion = Optional.of("3.7.0");
    volatile List<AlarmMember> alarms = List.of();
    volatile boolean leader = true;
    volatile boolean learner;
    final FakeCluster cluster = new FakeCluster();
    final FakeMaintenance maintenance = new FakeMaintenance();

    Services all() {
        return Services.builder()
                .add(Kv.class, this)
                .add(NodeHealth.class, this)
                .add(Cluster.class, cluster)
                .add(Maintenance.class, maintenance)
                .build();
    }

    @Override
    public void put(RequestContext context, PutRequest request, Reply<PutAnswer> reply) {
        contexts.add(context);
        requests.add(request);
        onPut.accept(request, reply);
    }

    @Override
    public void range(RequestContext context, RangeRequest request, Reply<RangeAnswer> reply) {
        contexts.add(context);
        requests.add(request);
        onRange.accept(request, reply);
    }

    @Override
    public void rangeStream(RequestContext context, RangeRequest request, Sink<RangeAnswer> sink) {
        sink.fail(ErrorCode.STOPPED.exception());
    }

    @Override
    public void deleteRange(RequestContext context, DeleteRangeRequest request, Reply<DeleteRangeAnswer> reply) {
        requests.add(request);
        reply.complete(new DeleteRangeAnswer(HEADER, 1, List.of()));
    }

    @Override
    public void txn(RequestContext context, TxnRequest request, Reply<TxnAnswer> reply) {
        requests.add(request);
        onTxn.accept(request, reply);
    }

    @Override
    public void compact(RequestContext context, CompactionRequest request, Reply<CompactionResponse> reply) {
        requests.add(request);
        reply.complete(
                CompactionResponse.newBuilder().setHeader(HEADER.toMessage()).build());
    }

    @Override
    public String serverVersion() {
        return "3.7.1";
    }

    @Override
    public Optional<String> clusterVersion() {
        return clusterVersion;
    }

    @Override
    public Optional<String> storageVersion() {
        return clusterVersion;
    }

    @Override
    public List<AlarmMember> alarms() {
        return alarms;
    }

    @Override
    public boolean hasLeader() {
        return leader;
    }

    @Override
    public boolean isLearner() {
        return learner;
    }
}
