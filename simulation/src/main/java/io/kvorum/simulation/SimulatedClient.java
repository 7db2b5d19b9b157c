package io.kvorum.simulation;

import com.google.protobuf.ByteString;
import io.kvorum.api.DeleteRangeAnswer;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Retry;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A client that reads and writes at random, one call at a time, and remembers what it was told. It stays with a member for
 * a while and goes to another one after a failure, as a client with several endpoints does.
 */
final class SimulatedClient {
    private static final int KEYS = 8;
    private static final int BURST = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final int CHANGE_ONE_IN = 8;

    private final Simulation simulation;
    private final Fleet fleet;
    private final String name;
    private final int pauseMillisecondsMax;
    private final boolean readsOnly;
    private final RandomGenerator random;
    private final List<Observation> observations = new ArrayList<>();
    private final Set<String> attempted = new LinkedHashSet<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private SimulatedNode node;
    private long[] lastModRevision = new long[KEYS];
    private int writes;
    private long call;
    private int ended;
    private int failures;
    private int forgotten;
    private boolean inCall;
    private boolean stopped;

    /**
     * Makes a client.
     *
     * @param pauseMillisecondsMax longest pause between two calls
     * @param readsOnly whether it only reads, and linearizably: no write holds it up at a leader that leads no more
     */
    SimulatedClient(Simulation simulation, Fleet fleet, String name, int pauseMillisecondsMax, boolean readsOnly) {
        this.simulation = simulation;
        this.fleet = fleet;
        this.name = name;
        this.pauseMillisecondsMax = pauseMillisecondsMax;
        this.readsOnly = readsOnly;
        this.random = simulation.random("client " + name);
        this.node = anyNode();
        fleet.onEnd(this::connectionBroke);
    }

    void start() {
        pause();
    }

    /** Begins no further call. */
    void stop() {
        stopped = true;
    }

    /** Whatever it was told of later revisions is lost, and that may be. */
    void forgetAfter(long revision) {
        int before = observations.size();
        observations.removeIf(observation -> observation.revision() > revision);
        forgotten += before - observations.size();
    }

    /** Answers whose content was lost, and might be. */
    int forgotten() {
        return forgotten;
    }

    List<Observation> observations() {
        return observations;
    }

    /** Every value it tried to write, acknowledged or not. */
    Set<String> attempted() {
        return attempted;
    }

    /** Values of writes that were refused in a way that promises they never happen, with the refusal. */
    Map<String, String> refused() {
        return refused;
    }

    int failures() {
        return failures;
    }

    /** The call under way ends without an answer: it may or may not have had an effect. */
    private void connectionBroke(SimulatedNode broken) {
        if (broken == node && inCall) {
            goElsewhere();
        }
    }

    private SimulatedNode anyNode() {
        return fleet.nodes().get(random.nextInt(fleet.nodes().size()));
    }

    private void goElsewhere() {
        failures++;
        node = anyNode();
        pause();
    }

    private void pause() {
        long thisCall = ++call;
        ended = 0;
        inCall = false;
        simulation.after(Duration.ofMillis(1 + random.nextInt(pauseMillisecondsMax)), () -> {
            if (!stopped && thisCall == call) {
                act();
            }
        });
    }

    private void act() {
        if (!node.isServing() || random.nextInt(CHANGE_ONE_IN) == 0) {
            node = anyNode();
        }
        if (!node.isServing()) {
            pause();
            return;
        }
        inCall = true;
        Kv kv = node.services().find(Kv.class).orElseThrow();
        int key = random.nextInt(KEYS);
        // A member that hangs does not answer; the client then goes on, and its call may or may not have had an effect.
        long thisCall = call;
        simulation.after(PATIENCE, () -> {
            if (thisCall == call) {
                goElsewhere();
            }
        });
        if (readsOnly) {
            read(kv, key, false);
            return;
        }
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> put(kv, key, 1);
            case 3 -> {
                // Several at once: they travel and are applied together.
                for (int i = 0; i < BURST; i++) {
                    put(kv, (key + i) % KEYS, BURST);
                }
            }
            case 4 -> delete(kv, key);
            case 5, 6 -> swap(kv, key);
            case 7 -> putTwo(kv, key);
            case 8 -> read(kv, key, true);
            default -> read(kv, key, false);
        }
    }

    /** @param together how many puts make up the present call */
    private void put(Kv kv, int key, int together) {
        long asked = simulation.nanoseconds();
        String value = newValue();
        kv.put(context(), putRequest(key, value), reply(together, value, (PutAnswer answer) -> {
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
                        null,
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
        kv.txn(
                context(),
                TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setKey(keyBytes(key))
                                .setTarget(Compare.CompareTarget.MOD)
                                .setModRevision(expected))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(putRequest(key, value)))
                        .build(),
                reply(
                        1,
                        value,
                        (TxnAnswer answer) -> observations.add(new Observation.Swapped(
                                asked,
                                now(),
                                keyName(key),
                                value,
                                expected,
                                answer.succeeded(),
                                answer.header().revision()))));
    }

    /** Two keys in one revision. */
    private void putTwo(Kv kv, int key) {
        long asked = simulation.nanoseconds();
        int other = (key + 1) % KEYS;
        String value = newValue();
        String second = newValue();
        kv.txn(
                context(),
                TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestPut(putRequest(key, value)))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(putRequest(other, second)))
                        .build(),
                reply(1, value, (TxnAnswer answer) -> {
                    long revision = answer.header().revision();
                    observations.add(new Observation.Written(asked, now(), keyName(key), value, revision));
                    observations.add(new Observation.Written(asked, now(), keyName(other), second, revision));
                }));
    }

    /** @param serializable whether the member may answer from what it has, without asking the others */
    private void read(Kv kv, int key, boolean serializable) {
        long asked = simulation.nanoseconds();
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(keyBytes(key))
                .setSerializable(serializable)
                .build();
        kv.range(context(), request, reply(1, null, (RangeAnswer answer) -> {
            ByteString row = answer.rows().isEmpty() ? null : answer.rows().get(0);
            String value = row == null ? null : Rows.value(row).toStringUtf8();
            long modRevision = row == null ? 0 : Rows.modRevision(row);
            long revision = answer.header().revision();
            if (serializable) {
                observations.add(new Observation.OldRead(asked, now(), keyName(key), value, modRevision, revision));
            } else {
                lastModRevision[key] = modRevision;
                observations.add(new Observation.Read(asked, now(), keyName(key), value, modRevision, revision));
            }
        }));
    }

    /** @param value what the call wants to write; null for nothing, or nothing unique */
    private <A> Reply<A> reply(int together, String value, Consumer<A> remember) {
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
                if (value != null && failure.retry() != Retry.UNKNOWN_OUTCOME) {
                    refused.put(value, failure.text());
                }
                if (thisCall == call) {
                    failures++;
                    node = anyNode();
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

    private static PutRequest putRequest(int key, String value) {
        return PutRequest.newBuilder()
                .setKey(keyBytes(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    private static String keyName(int key) {
        return "key-" + key;
    }

    private static ByteString keyBytes(int key) {
        return ByteString.copyFromUtf8(keyName(key));
    }
}
