package io.kvorum.simulation;

import com.google.protobuf.ByteString;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.etcdserverpb.CompactionRequest;
import io.kvorum.api.etcdserverpb.CompactionResponse;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Compacts the history from time to time, up to somewhere not long ago. */
final class SimulatedCompactor {
    private static final int KEPT_MAX = 50;

    private final Simulation simulation;
    private final Fleet fleet;
    private final RandomGenerator random;
    private long compactions;
    private boolean stopped;

    SimulatedCompactor(Simulation simulation, Fleet fleet) {
        this.simulation = simulation;
        this.fleet = fleet;
        this.random = simulation.random("compactor");
    }

    void start() {
        simulation.after(Duration.ofMillis(500 + random.nextInt(4_000)), () -> {
            if (stopped) {
                return;
            }
            SimulatedNode node = fleet.nodes().get(random.nextInt(fleet.nodes().size()));
            if (node.isServing()) {
                compact(node.services().find(Kv.class).orElseThrow());
            }
            start();
        });
    }

    void stop() {
        stopped = true;
    }

    /** Number of compactions that were acknowledged. */
    long compactions() {
        return compactions;
    }

    private void compact(Kv kv) {
        RangeRequest look = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("key-0"))
                .setSerializable(true)
                .build();
        kv.range(context(), look, new Reply<>() {
            @Override
            public void complete(RangeAnswer answer) {
                long revision = answer.header().revision() - random.nextInt(KEPT_MAX);
                if (revision > 1) {
                    compact(kv, revision);
                }
            }

            @Override
            public void fail(KvorumException failure) {
                // Another time, then.
            }
        });
    }

    private void compact(Kv kv, long revision) {
        CompactionRequest request =
                CompactionRequest.newBuilder().setRevision(revision).build();
        kv.compact(context(), request, new Reply<>() {
            @Override
            public void complete(CompactionResponse answer) {
                compactions++;
            }

            @Override
            public void fail(KvorumException failure) {
                // Compacted already, or nobody there.
            }
        });
    }

    private static RequestContext context() {
        return RequestContext.background(Runnable::run);
    }
}
