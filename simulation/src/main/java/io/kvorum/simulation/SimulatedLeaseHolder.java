package io.kvorum.simulation;

import com.google.protobuf.ByteString;
import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Lease;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.etcdserverpb.LeaseGrantRequest;
import io.kvorum.api.etcdserverpb.LeaseGrantResponse;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.simulation.history.LeaseHistory;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Takes a lease, binds a key to it, renews it a few times at any member, and lets it expire; again and again. */
final class SimulatedLeaseHolder {
    private static final int RENEWALS_MAX = 8;

    private final Simulation simulation;
    private final Fleet fleet;
    private final String name;
    private final RandomGenerator random;
    private final List<Tenure> tenures = new ArrayList<>();
    private final Set<String> attempted = new LinkedHashSet<>();
    private int count;
    private boolean stopped;

    SimulatedLeaseHolder(Simulation simulation, Fleet fleet, String name) {
        this.simulation = simulation;
        this.fleet = fleet;
        this.name = name;
        this.random = simulation.random("lease holder " + name);
    }

    /** Begins a new lease, whatever became of the last one. */
    void start() {
        if (stopped) {
            return;
        }
        SimulatedNode node = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
        if (node.isServing()) {
            new Tenure("lease-" + name + "-" + count++).begin(node);
        }
        simulation.after(Duration.ofMillis(1_000 + random.nextInt(3_000)), this::start);
    }

    /** Begins no further lease and renews none. */
    void stop() {
        stopped = true;
    }

    /**
     * Keys that were bound in later revisions are lost, and may be. So are all renewals: they stand in no log, and only the
     * lost members may have known of them, while the survivor, a leader then that nobody heard, saw the lease expire.
     */
    void forgetAfter(long revision) {
        tenures.removeIf(tenure -> tenure.boundRevision > revision);
        tenures.forEach(tenure -> tenure.renewedAt.clear());
    }

    /** The leases whose key is known to have been bound. */
    List<LeaseHistory> histories() {
        return tenures.stream()
                .filter(tenure -> tenure.boundRevision > 0)
                .map(Tenure::history)
                .toList();
    }

    /** Every value it tried to write. */
    Set<String> attempted() {
        return attempted;
    }

    /** Number of renewals that succeeded. */
    long renewals() {
        return tenures.stream()
                .mapToLong(tenure -> Math.max(0, tenure.renewedAt.size() - 1))
                .sum();
    }

    private final class Tenure {
        private final String key;
        private final List<Long> renewedAt = new ArrayList<>();
        private long id;
        private long lifetime;
        private long boundRevision;
        private int renewalsLeft;

        Tenure(String key) {
            this.key = key;
        }

        LeaseHistory history() {
            return new LeaseHistory(key, lifetime, renewedAt, boundRevision);
        }

        void begin(SimulatedNode node) {
            long asked = simulation.nanoseconds();
            renewalsLeft = random.nextInt(RENEWALS_MAX);
            LeaseGrantRequest request =
                    LeaseGrantRequest.newBuilder().setTTL(1 + random.nextInt(4)).build();
            lease(node).grant(context(), request, reply((LeaseGrantResponse answer) -> {
                id = answer.getID();
                lifetime = Duration.ofSeconds(answer.getTTL()).toNanos();
                renewedAt.add(asked);
                bind(node);
            }));
        }

        private void bind(SimulatedNode node) {
            attempted.add(key + "-value");
            PutRequest put = PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key))
                    .setValue(ByteString.copyFromUtf8(key + "-value"))
                    .setLease(id)
                    .build();
            node.services().find(Kv.class).orElseThrow().put(context(), put, reply((PutAnswer answer) -> {
                boundRevision = answer.header().revision();
                tenures.add(this);
            }));
            renewLater();
        }

        private void renewLater() {
            if (renewalsLeft-- > 0) {
                simulation.after(Duration.ofMillis(200 + random.nextInt((int) (lifetime / 2_000_000))), this::renew);
            }
        }

        private void renew() {
            SimulatedNode node = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
            if (stopped) {
                return;
            }
            if (node.isServing()) {
                long asked = simulation.nanoseconds();
                KeepAliveStream stream = lease(node).keepAlive(context(), new RenewalSink(asked));
                stream.request(LeaseKeepAliveRequest.newBuilder().setID(id).build());
                stream.halfClose();
            }
            renewLater();
        }

        private Lease lease(SimulatedNode node) {
            return node.services().find(Lease.class).orElseThrow();
        }

        /** Takes one answer. */
        private final class RenewalSink implements Sink<LeaseKeepAliveResponse> {
            private final long asked;

            RenewalSink(long asked) {
                this.asked = asked;
            }

            @Override
            public boolean offer(LeaseKeepAliveResponse answer) {
                if (answer.getTTL() > 0) {
                    renewedAt.add(asked);
                }
                return true;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void onReady(Runnable signal) {
                // Always ready, so there is nothing to signal.
            }

            @Override
            public void complete() {
                // One answer was all.
            }

            @Override
            public void fail(KvorumException failure) {
                // The lease may run out now, which is allowed.
            }
        }
    }

    private <A> Reply<A> reply(Consumer<A> next) {
        return new Reply<>() {
            @Override
            public void complete(A answer) {
                next.accept(answer);
            }

            @Override
            public void fail(KvorumException failure) {
                // Without a lease there is nothing to watch.
            }
        };
    }

    private static RequestContext context() {
        return RequestContext.background(Runnable::run);
    }
}
