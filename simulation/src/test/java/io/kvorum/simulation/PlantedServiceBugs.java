package io.kvorum.simulation;

import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.Header;
import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.Kv;
import io.kvorum.api.Lease;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.WatchAnswer;
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
import io.kvorum.simulation.part.ConsensusDecorator;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.ProposalFailure;
import io.kvorum.spi.consensus.ProposalKind;
import java.util.List;
import java.util.function.Consumer;

/** Members that break one promise to clients: watches, leases, reads and transactions. */
final class PlantedServiceBugs {
    private static final byte LEASE_REVOKE = 6;

    private PlantedServiceBugs() {}

    static List<PlantedBugs.Bug> all() {
        return List.of(
                PlantedBugs.bug("a watcher is promoted one revision late", WrongWatch.parts(Late::new), 20),
                PlantedBugs.bug("an event comes twice now and then", WrongWatch.parts(Twice::new), 20),
                PlantedBugs.bug("a bookmark comes before what it covers", WrongWatch.parts(Early::new), 20),
                PlantedBugs.bug(
                        "a lease is renewed by whoever is asked",
                        DefaultParts.raft()
                                .withServices(services -> WrongWatch.replace(services, Lease.class, KindLease::new)),
                        50),
                PlantedBugs.bug(
                        "a clock runs a tenth too fast", DefaultParts.raft().withClockRate(1.1), 20),
                PlantedBugs.bug("an expired lease is not revoked", neverRevoking(), 20),
                PlantedBugs.bug(
                        "a linearizable read is answered like a serializable one",
                        DefaultParts.raft()
                                .withServices(services ->
                                        WrongWatch.replace(services, Kv.class, kv -> new KvBetween(kv) {
                                            @Override
                                            public void range(
                                                    RequestContext context,
                                                    RangeRequest request,
                                                    Reply<RangeAnswer> reply) {
                                                super.range(
                                                        context,
                                                        request.toBuilder()
                                                                .setSerializable(true)
                                                                .build(),
                                                        reply);
                                            }
                                        })),
                        20),
                PlantedBugs.bug(
                        "a transaction does not look at its guards",
                        DefaultParts.raft()
                                .withServices(services ->
                                        WrongWatch.replace(services, Kv.class, kv -> new KvBetween(kv) {
                                            @Override
                                            public void txn(
                                                    RequestContext context,
                                                    TxnRequest request,
                                                    Reply<TxnAnswer> reply) {
                                                super.txn(
                                                        context,
                                                        request.toBuilder()
                                                                .clearCompare()
                                                                .build(),
                                                        reply);
                                            }
                                        })),
                        20));
    }

    private static Parts neverRevoking() {
        return WrongParts.consensus((consensus, context) -> new ConsensusDecorator(consensus) {
            @Override
            public void propose(Bytes command, ProposalKind kind, Consumer<ProposalFailure> onFailure) {
                if (command.get(1) != LEASE_REVOKE) {
                    super.propose(command, kind, onFailure);
                }
            }
        });
    }

    /** Loses the first events after a while, where a watcher that was behind has caught up. */
    private static final class Late extends WrongWatch.Between {
        private static final int ANSWERS = 3;

        private int answers;

        Late(Sink<WatchAnswer> receiver) {
            super(receiver);
        }

        @Override
        public boolean offer(WatchAnswer answer) {
            return answer.events().count() > 0 && ++answers == ANSWERS || super.offer(answer);
        }
    }

    /** Repeats one answer. */
    private static final class Twice extends WrongWatch.Between {
        private static final int ANSWERS = 10;

        private int answers;

        Twice(Sink<WatchAnswer> receiver) {
            super(receiver);
        }

        @Override
        public boolean offer(WatchAnswer answer) {
            boolean taken = super.offer(answer);
            if (taken && answer.events().count() > 0 && ++answers == ANSWERS) {
                super.offer(answer);
            }
            return taken;
        }
    }

    /** Bookmarks a revision that is yet to come. */
    private static final class Early extends WrongWatch.Between {
        Early(Sink<WatchAnswer> receiver) {
            super(receiver);
        }

        @Override
        public boolean offer(WatchAnswer answer) {
            boolean bookmark = answer.events().count() == 0 && !answer.created() && !answer.canceled();
            Header header = answer.header();
            return super.offer(
                    bookmark
                            ? WatchAnswer.progress(header.withRevision(header.revision() + 1), answer.watchId())
                            : answer);
        }
    }

    /** Calls that pass. */
    private static class KvBetween implements Kv {
        private final Kv kv;

        KvBetween(Kv kv) {
            this.kv = kv;
        }

        @Override
        public void range(RequestContext context, RangeRequest request, Reply<RangeAnswer> reply) {
            kv.range(context, request, reply);
        }

        @Override
        public void rangeStream(RequestContext context, RangeRequest request, Sink<RangeAnswer> sink) {
            kv.rangeStream(context, request, sink);
        }

        @Override
        public void put(RequestContext context, PutRequest request, Reply<PutAnswer> reply) {
            kv.put(context, request, reply);
        }

        @Override
        public void deleteRange(RequestContext context, DeleteRangeRequest request, Reply<DeleteRangeAnswer> reply) {
            kv.deleteRange(context, request, reply);
        }

        @Override
        public void txn(RequestContext context, TxnRequest request, Reply<TxnAnswer> reply) {
            kv.txn(context, request, reply);
        }

        @Override
        public void compact(RequestContext context, CompactionRequest request, Reply<CompactionResponse> reply) {
            kv.compact(context, request, reply);
        }
    }

    /** Renews every lease without asking whether it leads. */
    private static final class KindLease implements Lease {
        private final Lease lease;

        KindLease(Lease lease) {
            this.lease = lease;
        }

        @Override
        public void grant(RequestContext context, LeaseGrantRequest request, Reply<LeaseGrantResponse> reply) {
            lease.grant(context, request, reply);
        }

        @Override
        public void revoke(RequestContext context, LeaseRevokeRequest request, Reply<LeaseRevokeResponse> reply) {
            lease.revoke(context, request, reply);
        }

        @Override
        public KeepAliveStream keepAlive(RequestContext context, Sink<LeaseKeepAliveResponse> sink) {
            return new KeepAliveStream() {
                @Override
                public void request(LeaseKeepAliveRequest request) {
                    sink.offer(LeaseKeepAliveResponse.newBuilder()
                            .setID(request.getID())
                            .setTTL(2)
                            .build());
                }

                @Override
                public void halfClose() {
                    sink.complete();
                }

                @Override
                public void close() {
                    sink.complete();
                }
            };
        }

        @Override
        public void timeToLive(
                RequestContext context, LeaseTimeToLiveRequest request, Reply<LeaseTimeToLiveResponse> reply) {
            lease.timeToLive(context, request, reply);
        }

        @Override
        public void leases(RequestContext context, LeaseLeasesRequest request, Reply<LeaseLeasesResponse> reply) {
            lease.leases(context, request, reply);
        }
    }
}
