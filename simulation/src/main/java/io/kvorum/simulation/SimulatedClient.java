package io.kvorum.simulation;

import com.google.protobuf.ByteString;
import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Rows;
import io.kvorum.api.TxnAnswer;
import io.kvorum.api.etcdserverpb.Compare;
import io.kvorum.api.etcdserverpb.DeleteRangeRequest;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RequestOp;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.simulation.history.Observation;
import io.kvorum.tck.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A client that reads and writes at random, one call at a time, and remembers what it was told. */
final class SimulatedClient {
    private static final int KEYS = 8;
    private static final int BURST = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Simulation simulation;
    private final SimulatedNode node;
    private final String name;
    private final RandomGenerator random;
    private final List<Observation> observations = new ArrayList<>();
    private final Set<String> attempted = new LinkedHashSet<>();
    private long[] lastModRevision = new long[KEYS];
    private int writes;
    private long call;
    private int ended;
    private int failures;
    private boolean stopped;

    SimulatedClient(Simulation simulation, SimulatedNode node, String name) {
        this.simulation = simulation;
        this.node = node;
        this.name = name;
        this.random = simulation.random("client " + name);
    }

    void start() {
        pause();
    }

    /** Begins no further call. */
    void stop() {
        stopped = true;
    }

    List<Observation> observations() {
        return observations;
    }

    /** Every value it tried to write, acknowledged or not. */
    Set<String> attempted() {
        return attempted;
    }

    int failures() {
        return failures;
    }

    private void pause() {
        long thisCall = ++call;
        ended = 0;
        simulation.after(Duration.ofMillis(1 + random.nextInt(20)), () -> {
            if (!stopped && thisCall == call) {
                act();
            }
        });
    }

    private void act() {
        if (!node.isServing()) {
            pause();
            return;
        }
        Kv kv = node.services().find(Kv.class).orElseThrow();
        int key = random.nextInt(KEYS);
        // A node that dies never answers; the client then goes on, and its call may or may not have had an effect.
        long thisCall = call;
        simulation.after(PATIENCE, () -> {
            if (thisCall == call) {
                failures++;
                pause();
            }
        });
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> put(kv, key, 1);
            case 3 -> {
                // Several at once: they travel and are applied together.
                for (int i = 0; i < BURST; i++) {
                    put(kv, (key + i) % KEYS, BURST);
                }
            }
            case 4 -> delete(kv, key);
            case 5, 6 -> swap(kv, key);
            default -> read(kv, key);
        }
    }

    /** @param together how many puts make up the present call */
    private void put(Kv kv, int key, int together) {
        long asked = simulation.nanoseconds();
        String value = newValue();
        kv.put(
                context(),
                PutRequest.newBuilder()
                        .setKey(keyBytes(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build(),
                reply(together, (PutAnswer answer) -> {
                    long revision = answer.header().revision();
                    lastModRevision[key] = revision;
                    observations.add(new Observation.Written(asked, now(), keyName(key), value, revision));
                }));
    }

    private void delete(Kv kv, int key) {
        long asked = simulation.nanoseconds();
        kv.deleteRange(
                context(),
                DeleteRangeRequest.newBuilder().setKey(keyBytes(key)).build(),
                reply(
                        1,
                        (DeleteRangeAnswer answer) -> observations.add(new Observation.Deleted(
                                asked,
                                now(),
                                keyName(key),
                                answer.deleted(),
                                answer.header().revision()))));
    }

    private void swap(Kv kv, int key) {
        long asked = simulation.nanoseconds();
        String value = newValue();
        long expected = random.nextInt(4) == 0 ? 0 : lastModRevision[key];
        PutRequest put = PutRequest.newBuilder()
                .setKey(keyBytes(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        kv.txn(
                context(),
                TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setKey(keyBytes(key))
                                .setTarget(Compare.CompareTarget.MOD)
                                .setModRevision(expected))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                        .build(),
                reply(
                        1,
                        (TxnAnswer answer) -> observations.add(new Observation.Swapped(
                                asked,
                                now(),
                                keyName(key),
                                value,
                                expected,
                                answer.succeeded(),
                                answer.header().revision()))));
    }

    private void read(Kv kv, int key) {
        long asked = simulation.nanoseconds();
        kv.range(context(), RangeRequest.newBuilder().setKey(keyBytes(key)).build(), reply(1, (RangeAnswer answer) -> {
            ByteString row = answer.rows().isEmpty() ? null : answer.rows().get(0);
            lastModRevision[key] = row == null ? 0 : Rows.modRevision(row);
            observations.add(new Observation.Read(
                    asked,
                    now(),
                    keyName(key),
                    row == null ? null : Rows.value(row).toStringUtf8(),
                    lastModRevision[key],
                    answer.header().revision()));
        }));
    }

    private <A> Reply<A> reply(int together, Consumer<A> remember) {
        long thisCall = call;
        return new Reply<>() {
            @Override
            public void complete(A answer) {
                if (thisCall == call) {
                    remember.accept(answer);
                    end(together);
                }
            }

            @Override
            public void fail(KvorumException failure) {
                if (thisCall == call) {
                    failures++;
                    end(together);
                }
            }
        };
    }

    private void end(int together) {
        if (++ended == together) {
            pause();
        }
    }

    private String newValue() {
        String value = name + "-" + writes++;
        attempted.add(value);
        return value;
    }

    private long now() {
        return simulation.nanoseconds();
    }

    private static RequestContext context() {
        return RequestContext.background(Runnable::run);
    }

    private static String keyName(int key) {
        return "key-" + key;
    }

    private static ByteString keyBytes(int key) {
        return ByteString.copyFromUtf8(keyName(key));
    }
}
