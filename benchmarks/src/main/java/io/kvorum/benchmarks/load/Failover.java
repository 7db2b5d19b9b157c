package io.kvorum.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** How long a cluster takes no writes after its leader was killed. */
final class Failover {
    /** How often each surviving member is sent a put; the resolution of the result. */
    private static final long PUT_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long WRITE_SECONDS_MAX = 60;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Workload puts = Workload.puts(1, 1, 1_000);
    private final long electionTimeoutMilliseconds;
    private final Map<String, List<Round>> results = new LinkedHashMap<>();

    /** One kill. */
    record Round(double milliseconds, double stolenPercent) {}

    /** @param electionTimeoutMilliseconds of the servers, in which results are told too */
    Failover(long electionTimeoutMilliseconds) {
        this.electionTimeoutMilliseconds = electionTimeoutMilliseconds;
    }

    /** Kills the leader, measures the time until a put that was sent afterwards is answered, and starts it again. */
    Round round(MeasuredServer server) throws InterruptedException {
        MeasuredMember leader = server.awaitLeader();
        List<Integer> survivors = server.members().stream()
                .filter(member -> member != leader)
                .map(MeasuredMember::port)
                .toList();
        Round round;
        try (Connections connections = new Connections(survivors, survivors.size())) {
            // Opens the connections: their making is no part of the failover.
            new Driver(connections, server.pids()).closedLoop(puts, survivors.size() * 4L, WRITE_SECONDS_MAX);
            MachineTime before = MachineTime.now();
            long killed = System.nanoTime();
            leader.kill();
            long written = firstWrite(connections);
            round = new Round((written - killed) / 1e6, MachineTime.now().stolenShareSince(before) * 100);
        }
        leader.awaitEnd();
        leader.start();
        server.awaitCaughtUp(leader);
        // The next kill is to hit a cluster at rest.
        LockSupport.parkNanos(SETTLE_NANOS);
        add(server.name(), round);
        return round;
    }

    void add(String server, Round round) {
        results.computeIfAbsent(server, name -> new ArrayList<>()).add(round);
    }

    /** Puts keep being sent: one that met a member without leader may hang there, and says nothing of the others. */
    private long firstWrite(Connections connections) throws InterruptedException {
        CompletableFuture<Long> first = new CompletableFuture<>();
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(WRITE_SECONDS_MAX);
        for (long n = 0; !first.isDone() && System.nanoTime() < giveUp; n++) {
            for (int survivor = 0; survivor < connections.size(); survivor++) {
                put(connections, survivor, n, first);
            }
            LockSupport.parkNanos(PUT_INTERVAL_NANOS);
        }
        try {
            return first.get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException never) {
            throw new IllegalStateException("no write within " + WRITE_SECONDS_MAX + " s after the kill", never);
        }
    }

    private void put(Connections connections, int survivor, long n, CompletableFuture<Long> first) {
        ClientCall<byte[], byte[]> call = connections
                .of(survivor)
                .newCall(puts.method(), CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk()) {
                            first.complete(System.nanoTime());
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(puts.request().apply(n));
        call.halfClose();
    }

    /** A table in Markdown: one line per server. */
    String table() {
        StringBuilder text = new StringBuilder("| server | kills of the leader | median ms | p90 ms | longest ms |"
                + " median in election timeouts | stolen |\n|---|---|---|---|---|---|---|\n");
        results.forEach((server, rounds) -> {
            double[] sorted =
                    rounds.stream().mapToDouble(Round::milliseconds).sorted().toArray();
            double median = Comparison.median(rounds, Round::milliseconds);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %,.0f | %,.0f | %,.0f | %.2f | %.0f %% |%n",
                    server,
                    rounds.size(),
                    median,
                    sorted[(int) Math.ceil(sorted.length * 0.9) - 1],
                    sorted[sorted.length - 1],
                    median / electionTimeoutMilliseconds,
                    Comparison.median(rounds, Round::stolenPercent)));
        });
        return text.toString();
    }
}
