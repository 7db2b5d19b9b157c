package io.kvorum.benchmarks.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the clients of a cluster notice while a member that was away for long catches up by a snapshot. */
final class CatchUp {
    static final int VALUE_BYTES = 4096;
    private static final int PUTS_PER_SECOND = 200;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CATCH_UP_SECONDS_MAX = 600;
    private static final String SNAPSHOTS_SENT = "etcd_network_snapshot_send_success";

    private final Workload puts = Workload.puts(32, 4, 1_000);
    private final int storeMebibytes;
    private final double secondsBefore;
    private final PrintWriter progress;
    private final Map<String, Result> results = new LinkedHashMap<>();

    /**
     * One catching up.
     *
     * @param fill the puts that filled the store while the member was away
     * @param before puts at a fixed rate without it
     * @param during the same from its start until it has applied what was committed at its start
     * @param snapshotsSent by the leader meanwhile, as its metrics tell; 0 means that the log was enough
     */
    record Result(Measurement fill, Measurement before, Measurement during, long snapshotsSent) {}

    /** @param storeMebibytes values stored while the member is away */
    CatchUp(int storeMebibytes, double secondsBefore, PrintWriter progress) {
        this.progress = progress;
        this.storeMebibytes = storeMebibytes;
        this.secondsBefore = secondsBefore;
    }

    Result run(MeasuredServer server) throws InterruptedException {
        MeasuredMember leader = server.awaitLeader();
        MeasuredMember away = server.members().stream()
                .filter(member -> member != leader)
                .findFirst()
                .orElseThrow();
        List<Integer> others = server.members().stream()
                .filter(member -> member != away)
                .map(MeasuredMember::port)
                .toList();
        away.kill();
        away.awaitEnd();
        try (Connections connections = new Connections(others, 8)) {
            Driver driver = new Driver(connections, server.pids());
            Measurement fill = driver.closedLoop(
                    Workload.largeFill(VALUE_BYTES), storeMebibytes * 1_048_576L / VALUE_BYTES, CATCH_UP_SECONDS_MAX);
            progress.printf(
                    "%s stored %d MiB without one member in %.0f s%n", server.name(), storeMebibytes, fill.seconds());
            Measurement before = driver.openLoop(puts, PUTS_PER_SECOND, secondsBefore);
            long sentBefore = snapshotsSent(leader);
            away.start();
            Arrival arrival = new Arrival(
                    away, MemberState.of(leader.port()).orElseThrow().committed());
            Measurement during =
                    new Driver(connections, server.pids()).openLoop(puts, PUTS_PER_SECOND, n -> !arrival.isReached());
            Result result = new Result(fill, before, during, snapshotsSent(leader) - sentBefore);
            progress.printf(
                    "%s caught up in %.1f s with %d snapshots: p99 %.2f ms before, %.2f ms during%n",
                    server.name(),
                    during.seconds(),
                    result.snapshotsSent(),
                    before.milliseconds(99),
                    during.milliseconds(99));
            results.put(server.name(), result);
            return result;
        }
    }

    /** Watches, on a thread of its own, for a member to reach an index. */
    private static final class Arrival {
        private final Thread poller;

        Arrival(MeasuredMember member, long target) {
            long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(CATCH_UP_SECONDS_MAX);
            poller = new Thread(() -> {
                while (System.nanoTime() < giveUp
                        && MemberState.of(member.port())
                                        .map(MemberState::applied)
                                        .orElse(-1L)
                                < target) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            });
            poller.setDaemon(true);
            poller.start();
        }

        boolean isReached() {
            return !poller.isAlive();
        }
    }

    private static long snapshotsSent(MeasuredMember leader) throws InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + leader.port() + "/metrics"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(asked, BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(SNAPSHOTS_SENT))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException silent) {
            throw new IllegalStateException("the leader shows no metrics", silent);
        }
    }

    /** A table in Markdown: one line per server. */
    String table() {
        StringBuilder text = new StringBuilder("| server | stored MiB | filled in s | caught up in s | snapshots |"
                + " puts/s | p99 before ms | p99 during ms | during / before | p99.9 before | p99.9 during | failures |"
                + " stolen, others before; during |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        results.forEach((server, result) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %,d | %.0f | %.1f | %d | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %d | %.0f, %.0f %%; %.0f, %.0f %% |%n",
                server,
                storeMebibytes,
                result.fill().seconds(),
                result.during().seconds(),
                result.snapshotsSent(),
                PUTS_PER_SECOND,
                result.before().milliseconds(99),
                result.during().milliseconds(99),
                result.during().milliseconds(99) / result.before().milliseconds(99),
                result.before().milliseconds(99.9),
                result.during().milliseconds(99.9),
                result.fill().failures()
                        + result.before().failures()
                        + result.during().failures(),
                result.before().stolenPercent(),
                result.before().othersPercent(),
                result.during().stolenPercent(),
                result.during().othersPercent())));
        return text.toString();
    }
}
