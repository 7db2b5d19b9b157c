package io.kvorum.benchmarks.load;

import static io.kvorum.benchmarks.load.Comparison.median;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
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
    /** Puts without one member in later rounds: more than any server keeps in its log for one. */
    private static final int PUTS_BETWEEN = 40_000;

    /** For so long a leader keeps what it has sent, and the log behind it. */
    private static final long REST_SECONDS = 35;

    private static final long SETTLE_SECONDS = 5;
    private static final String SNAPSHOTS_SENT = "etcd_network_snapshot_send_success";

    private final Workload puts = Workload.puts(32, 4, 1_000);
    private final int storeMebibytes;
    private final double secondsBefore;
    private final PrintWriter progress;
    private final Map<String, List<Result>> results = new LinkedHashMap<>();
    private final Map<String, Long> restedAt = new HashMap<>();

    /**
     * One catching up.
     *
     * @param fill the puts that filled the store, or were more than the log keeps, while the member was away
     * @param before puts at a fixed rate without it
     * @param during the same from its start until it has applied what was committed at its start
     * @param snapshotsSent by the leader meanwhile, as its metrics tell; 0 means that the log was enough
     */
    record Result(Measurement fill, Measurement before, Measurement during, long snapshotsSent) {
        /** How many times as long the puts took. */
        double ratio() {
            return during.milliseconds(99) / before.milliseconds(99);
        }

        long failures() {
            return fill.failures() + before.failures() + during.failures();
        }
    }

    /** @param storeMebibytes values stored while the member is away */
    CatchUp(int storeMebibytes, double secondsBefore, PrintWriter progress) {
        this.progress = progress;
        this.storeMebibytes = storeMebibytes;
        this.secondsBefore = secondsBefore;
    }

    /** Another round begins with the store that the one before has left. */
    Result run(MeasuredServer server) throws InterruptedException {
        boolean filled = results.containsKey(server.name());
        if (filled) {
            TimeUnit.NANOSECONDS.sleep(restedAt.get(server.name()) - System.nanoTime());
        }
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
            Measurement fill = filled
                    ? driver.closedLoop(Workload.puts(64, 8, 1_000), PUTS_BETWEEN, CATCH_UP_SECONDS_MAX)
                    : driver.closedLoop(
                            Workload.largeFill(VALUE_BYTES),
                            storeMebibytes * 1_048_576L / VALUE_BYTES,
                            CATCH_UP_SECONDS_MAX);
            progress.printf("%s went on without one member for %.0f s%n", server.name(), fill.seconds());
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
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
            results.computeIfAbsent(server.name(), name -> new ArrayList<>()).add(result);
            restedAt.put(server.name(), System.nanoTime() + TimeUnit.SECONDS.toNanos(REST_SECONDS));
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
                        && MemberState.of(member.port()).isEmpty()) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
                // One connection from here on: what the watching costs must not be counted as the catching up's.
                try (Connections one = new Connections(member.port(), 1)) {
                    while (System.nanoTime() < giveUp && applied(one, member) < target) {
                        LockSupport.parkNanos(POLL_NANOS);
                    }
                }
            });
            poller.setDaemon(true);
            poller.start();
        }

        private static long applied(Connections one, MeasuredMember member) {
            return MemberState.of(one, member.port()).map(MemberState::applied).orElse(-1L);
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

    /** A table in Markdown: one line per server, medians over its rounds. */
    String table() {
        StringBuilder text = new StringBuilder(
                "| server | rounds | stored MiB | filled in s | caught up in s | snapshots |"
                        + " puts/s | p99 before ms | p99 during ms | during / before | p99.9 before | p99.9 during | failures |"
                        + " stolen, others before; during |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        results.forEach((server, rounds) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %,d | %.0f | %.1f | %d | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %d |"
                        + " %.0f, %.0f %%; %.0f, %.0f %% |%n",
                server,
                rounds.size(),
                storeMebibytes,
                rounds.get(0).fill().seconds(),
                median(rounds, result -> result.during().seconds()),
                rounds.stream().mapToLong(Result::snapshotsSent).sum(),
                PUTS_PER_SECOND,
                median(rounds, result -> result.before().milliseconds(99)),
                median(rounds, result -> result.during().milliseconds(99)),
                median(rounds, Result::ratio),
                median(rounds, result -> result.before().milliseconds(99.9)),
                median(rounds, result -> result.during().milliseconds(99.9)),
                rounds.stream().mapToLong(Result::failures).sum(),
                median(rounds, result -> result.before().stolenPercent()),
                median(rounds, result -> result.before().othersPercent()),
                median(rounds, result -> result.during().stolenPercent()),
                median(rounds, result -> result.during().othersPercent()))));
        return text.toString();
    }
}
