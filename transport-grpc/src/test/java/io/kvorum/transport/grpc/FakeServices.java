package io.kvorum.transport.grpc;

import io.kvorum.api.Cluster;
import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.ErrorCode;
import io.kvorum.api.Header;
import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.Kv;
import io.kvorum.api.Lease;
import io.kvorum.api.Maintenance;
import io.kvorum.api.NodeHealth;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Services;
import io.kvorum.api.Sink;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantResponse;
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
import io.kvorum.api.etcdserverpb.WatchRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Services that do what the test says and keep what they were asked. */
final class FakeServices implements Kv, Watch, Lease {
    static final Header HEADER = new Header(-1, 2, 3, 4);

    /** A stream that was opened, and what its client does. */
    static final class OpenedWatch implements WatchStream {
        final RequestContext context;
        final Sink<WatchAnswer> sink;
        private final Semaphore room = new Semaphore(0);
        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

        OpenedWatch(RequestContext context, Sink<WatchAnswer> sink) {
            this.context = context;
            this.sink = sink;
            sink.onReady(room::release);
        }

        /** Sends an answer; waits for room if there is none, as there may be none before the stream has begun. */
        void send(WatchAnswer answer) throws InterruptedException {
            while (!sink.offer(answer)) {
                if (!room.tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("no ready signal after a refused offer");
                }
            }
        }

        @Override
        public void request(WatchRequest request) {
            calls.add(request.getRequestUnionCase().name());
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    final BlockingQueue<RequestContext> contexts = new LinkedBlockingQueue<>();
    final BlockingQueue<OpenedWatch> watches = new LinkedBlockingQueue<>();
    final BlockingQueue<String> keepAlives = new LinkedBlockingQueue<>();
    volatile BiConsumer<PutRequest, Reply<PutAnswer>> onPut =
            (request, reply) -> reply.complete(new PutAnswer(HEADER, null));
    volatile BiConsumer<RangeRequest, Reply<RangeAnswer>> onRange =
            (request, reply) -> reply.fail(ErrorCode.EMPTY_KEY.exception());
    volatile BiConsumer<RangeRequest, Sink<RangeAnswer>> onRangeStream = (request, sink) -> sink.complete();

    final FakeCluster cluster = new FakeCluster();
    final FakeMaintenance maintenance = new FakeMaintenance();
    final FakeHealth health = new FakeHealth();

    Services all() {
        return Services.builder()
                .add(Kv.class, this)
                .add(Watch.class, this)
                .add(Lease.class, this)
                .add(Cluster.class, cluster)
                .add(Maintenance.class, maintenance)
                .add(NodeHealth.class, health)
                .build();
    }

    @Override
    public void put(RequestContext context, PutRequest request, Reply<PutAnswer> reply) {
        contexts.add(context);
        onPut.accept(request, reply);
    }

    @Override
    public void range(RequestContext context, RangeRequest request, Reply<RangeAnswer> reply) {
        contexts.add(context);
        onRange.accept(request, reply);
    }

    @Override
    public void rangeStream(RequestContext context, RangeRequest request, Sink<RangeAnswer> sink) {
        contexts.add(context);
        onRangeStream.accept(request, sink);
    }

    @Override
    public void deleteRange(RequestContext context, DeleteRangeRequest request, Reply<DeleteRangeAnswer> reply) {
        reply.fail(ErrorCode.EMPTY_KEY.exception());
    }

    @Override
    public void txn(RequestContext context, TxnRequest request, Reply<TxnAnswer> reply) {
        reply.fail(ErrorCode.TOO_MANY_OPERATIONS.exception());
    }

    @Override
    public void compact(RequestContext context, CompactionRequest request, Reply<CompactionResponse> reply) {
        reply.complete(
                CompactionResponse.newBuilder().setHeader(HEADER.toMessage()).build());
    }

    @Override
    public WatchStream open(RequestContext context, Sink<WatchAnswer> sink) {
        OpenedWatch opened = new OpenedWatch(context, sink);
        watches.add(opened);
        return opened;
    }

    @Override
    public void grant(RequestContext context, LeaseGrantRequest request, Reply<LeaseGrantResponse> reply) {
        reply.complete(LeaseGrantResponse.newBuilder()
                .setID(request.getID())
                .setTTL(request.getTTL())
                .build());
    }

    @Override
    public void revoke(RequestContext context, LeaseRevokeRequest request, Reply<LeaseRevokeResponse> reply) {
        reply.fail(ErrorCode.LEASE_NOT_FOUND.exception());
    }

    @Override
    public KeepAliveStream keepAlive(RequestContext context, Sink<LeaseKeepAliveResponse> sink) {
        return new KeepAliveStream() {
            @Override
            public void request(LeaseKeepAliveRequest request) {
                sink.offer(LeaseKeepAliveResponse.newBuilder()
                        .setID(request.getID())
                        .setTTL(10)
                        .build());
            }

            @Override
            public void halfClose() {
                keepAlives.add("halfClose");
                sink.complete();
            }

            @Override
            public void close() {
                keepAlives.add("close");
            }
        };
    }

    @Override
    public void timeToLive(
            RequestContext context, LeaseTimeToLiveRequest request, Reply<LeaseTimeToLiveResponse> reply) {
        reply.complete(LeaseTimeToLiveResponse.newBuilder().setTTL(-1).build());
    }

    @Override
    public void leases(RequestContext context, LeaseLeasesRequest request, Reply<LeaseLeasesResponse> reply) {
        reply.complete(LeaseLeasesResponse.getDefaultInstance());
    }
}
