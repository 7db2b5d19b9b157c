package io.kvorum.e2e.cluster;

import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.RangeResponse;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.e2e.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Clients that put values nobody wrote before, read them back linearizably, and watch everything, at all members at once,
 * the whole time; when a call fails its client goes on at another member. What they were told is judged by
 * {@link HistoryCheck}.
 */
final class Load implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final int KEYS = 8;
    private static final long CALL_LIMIT_SECONDS = 4;
    private static final int ENOUGH = 60;
    private static final long PAUSE_MILLISECONDS = 10;
    private static final int LARGE_PUTS_MAX = 200;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int LARGE_BYTES = 512 * 1024;

    private final TestCluster cluster;
    private final Journal journal = new Journal();
    private final List<Thread> threads = new ArrayList<>();
    private final List<ResumingWatch> watches = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean closed;

    Load(TestCluster cluster, long seed) {
        this.cluster = cluster;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom own = random.split();
            int first = i;
            Thread thread = new Thread(() -> run(own, first), "load-" + i);
            threads.add(thread);
            thread.start();
        }
        for (int i = 0; i < 2; i++) {
            watches.add(new ResumingWatch(this::nextClient));
        }
    }

    private GrpcClient nextClient() {
        return clientAt(turn.getAndIncrement());
    }

    private GrpcClient clientAt(int number) {
        List<ClusterMember> members = cluster.members();
        return members.get(Math.floorMod(number, members.size())).client();
    }

    private void run(SplittableRandom random, int first) {
        int at = first;
        while (!closed) {
            String key = "k" + random.nextInt(KEYS);
            try {
                if (random.nextInt(3) == 0) {
                    get(clientAt(at), key);
                } else {
                    put(clientAt(at), key, journal.freshValue());
                }
                pause();
            } catch (StatusRuntimeException failed) {
                at++; // Whether a put took effect is open: the check allows both.
                pause();
            }
        }
    }

    private void put(GrpcClient client, String key, String value) {
        long start = System.nanoTime();
        long revision = client.kv()
                .withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS)
                .put(Requests.put(key, value).build())
                .getHeader()
                .getRevision();
        journal.add(new Journal.Put(start, System.nanoTime(), revision, key, Change.withoutPadding(value)));
    }

    private void get(GrpcClient client, String key) {
        long start = System.nanoTime();
        RangeResponse answer = client.kv()
                .withDeadlineAfter(CALL_LIMIT_SECONDS, TimeUnit.SECONDS)
                .range(RangeRequest.newBuilder().setKey(GrpcClient.bytes(key)).build());
        String value =
                answer.getKvsCount() == 0 ? "" : answer.getKvs(0).getValue().toStringUtf8();
        long modified = answer.getKvsCount() == 0 ? 0 : answer.getKvs(0).getModRevision();
        journal.add(new Journal.Get(start, System.nanoTime(), answer.getHeader().getRevision(), key, value, modified));
    }

    /** Between calls, so that the clients leave the machine to the members, which are what is tested. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the cluster has taken some more puts; gives how long that took, for people. */
    long awaitProgress(String after) {
        long start = System.nanoTime();
        long before = journal.putCount();
        boolean progress = Await.holdsWithin(LIMIT, () -> journal.putCount() >= before + ENOUGH);
        if (!progress) {
            throw new AssertionError("the cluster takes no writes " + after + "\n" + cluster.logs());
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Puts that fill logs and disks, one after the other, until enough is enough; they count like the others. */
    void putLargeUntil(String what, BooleanSupplier enough) {
        for (int i = 0; i < LARGE_PUTS_MAX && !enough.getAsBoolean(); i++) {
            putSomewhere("large", journal.freshValue() + Change.PADDING.repeat(LARGE_BYTES));
        }
        if (!Await.holdsWithin(LIMIT, enough)) {
            throw new AssertionError("never came: " + what + "\n" + cluster.logs());
        }
    }

    /** One put that counts like the others; gives its revision. */
    long putOnce() {
        putSomewhere("k0", journal.freshValue());
        return journal.operations().stream()
                .mapToLong(Journal.Operation::revision)
                .max()
                .orElseThrow();
    }

    private void putSomewhere(String key, String firstValue) {
        String[] value = {firstValue};
        boolean taken = Await.holdsWithin(LIMIT, () -> {
            try {
                put(nextClient(), key, value[0]);
                return true;
            } catch (StatusRuntimeException failed) {
                // Whether it took effect is open, so what is tried next is another value.
                value[0] = journal.freshValue()
                        + value[0].substring(Change.withoutPadding(value[0]).length());
                return false;
            }
        });
        if (!taken) {
            throw new AssertionError("the cluster takes no write\n" + cluster.logs());
        }
    }

    long acknowledgedPuts() {
        return journal.putCount();
    }

    Journal journal() {
        return journal;
    }

    /** Ends the clients; the watches go on. */
    void stopClients() {
        closed = true;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    List<ResumingWatch> watches() {
        return watches;
    }

    @Override
    public void close() {
        stopClients();
        watches.forEach(ResumingWatch::close);
    }
}
