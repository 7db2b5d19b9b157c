package io.kvorum.benchmarks.load;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures several servers side by side, alternating, in one run. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures servers of one or several members side by side, alternating, in one run, and prints"
                + " medians and ratios.")
final class Compare implements Callable<Integer> {
    private static final String EMPTY_CALL = "empty call";
    private static final String GROWN = "put1000grown";

    @Option(
            names = "--server",
            required = true,
            description = "NAME=COMMAND, several times; the first is compared with the others. In the command {port},"
                    + " {peer} and {dir} stand for a free client port, a free peer port and an empty directory,"
                    + " {name} for the member's name, {cluster} for names and peer URLs of all members.")
    private Map<String, String> servers = new LinkedHashMap<>();

    @Option(names = "--members", description = "Members of each server (default: ${DEFAULT-VALUE}).")
    private int members = 1;

    @Option(names = "--leader-only", description = "Clients talk to the leader alone, instead of to all members.")
    private boolean leaderOnly;

    @Option(
            names = "--failover",
            arity = "0..1",
            fallbackValue = "20",
            paramLabel = "ROUNDS",
            description = "Instead of workloads: kill -9 of the leader, and the time until the next write"
                    + " (rounds if none given: ${FALLBACK-VALUE}).")
    private int failoverRounds;

    @Option(
            names = "--election-timeout",
            description = "That of the servers, in ms, for --failover (default: ${DEFAULT-VALUE}).")
    private long electionTimeoutMilliseconds = 1_000;

    @Option(
            names = "--catch-up",
            arity = "0..1",
            fallbackValue = "1024",
            paramLabel = "MIB",
            description = "Instead of workloads: puts at a fixed rate while a member that missed so many MiB catches up"
                    + " (if none given: ${FALLBACK-VALUE}).")
    private int catchUpMebibytes;

    @Option(names = "--no-empty-call", description = "Do not measure an empty gRPC call beside single servers.")
    private boolean withoutEmptyCall;

    @Option(
            names = "--workloads",
            split = ",",
            description = "Of: ${COMPLETION-CANDIDATES} (default: put1 and put300 for several members, for one all but"
                    + " put300 and bulk).")
    private List<Kind> kinds;

    @Option(names = "--rounds", description = "Rounds; the table shows medians (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--seconds", description = "Time per measurement (default: ${DEFAULT-VALUE}).")
    private double seconds = 10;

    @Option(
            names = "--warmup",
            description = "Seconds of each workload before the first round (default: ${DEFAULT-VALUE}).")
    private double warmup = 8;

    @Option(names = "--keys", description = "Keys that puts are spread over (default: ${DEFAULT-VALUE}).")
    private long keys = 100_000;

    @Option(
            names = "--bulk-keys",
            description = "Keys stored by workload bulk and by --growth (default: ${DEFAULT-VALUE}).")
    private long bulkKeys = 1_000_000;

    @Option(
            names = "--growth",
            description =
                    "After the rounds, stores the bulk keys and measures put1000 once more, as put1000grown: how much"
                            + " of its rate each server keeps. Servers one after the other, as a full one pages out another.")
    private boolean growth;

    @Option(names = "--directory", description = "Where the servers keep their data (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"), "kvorum-compare");

    /** What can be measured. */
    enum Kind {
        put1,
        put300,
        put1000,
        get1000,
        serializable1000,
        range10000,
        watch1000,
        watch10000,
        bulk
    }

    private final PrintWriter progress = new PrintWriter(System.err, true);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Compare()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (kinds == null) {
            EnumSet<Kind> usual = EnumSet.complementOf(EnumSet.of(Kind.put300, Kind.bulk));
            kinds = List.copyOf(members == 1 ? usual : EnumSet.of(Kind.put1, Kind.put300));
        }
        List<MeasuredServer> running = new ArrayList<>();
        try {
            for (Map.Entry<String, String> server : servers.entrySet()) {
                running.add(start(
                        server.getKey(),
                        members,
                        Arrays.asList(server.getValue().split(" +"))));
            }
            if (failoverRounds > 0) {
                failover(running);
            }
            if (catchUpMebibytes > 0) {
                catchUp(running);
            }
            if (failoverRounds == 0 && catchUpMebibytes == 0) {
                workloads(running);
            }
            return 0;
        } finally {
            running.forEach(MeasuredServer::close);
        }
    }

    private void failover(List<MeasuredServer> running) throws Exception {
        Failover failover = new Failover(electionTimeoutMilliseconds);
        for (int round = 1; round <= failoverRounds; round++) {
            for (MeasuredServer server : running) {
                Failover.Round result = failover.round(server);
                progress.printf(
                        "%s round %d: written after %.0f ms, %.0f %% stolen%n",
                        server.name(), round, result.milliseconds(), result.stolenPercent());
            }
        }
        System.out.print(failover.table());
    }

    private void catchUp(List<MeasuredServer> running) throws Exception {
        CatchUp catchUp = new CatchUp(catchUpMebibytes, seconds, progress);
        for (int round = 1; round <= rounds; round++) {
            for (MeasuredServer server : running) {
                catchUp.run(server);
            }
        }
        System.out.print(catchUp.table());
    }

    private void workloads(List<MeasuredServer> running) throws Exception {
        if (!withoutEmptyCall && members == 1) {
            running.add(start(EMPTY_CALL, 1, emptyServer()));
        }
        Comparison comparison =
                new Comparison(running.stream().map(MeasuredServer::name).toList());
        prepare(running);
        for (int round = 1; round <= rounds; round++) {
            for (Kind kind : kinds) {
                for (MeasuredServer server : running) {
                    measure(server, kind, seconds, round, comparison);
                }
            }
        }
        if (growth) {
            grow(running, comparison);
        }
        System.out.print(comparison.table());
        System.out.print(comparison.kept(Kind.put1000.name(), GROWN));
    }

    /** Puts go to the same keys before and after; what differs is how much the server holds. */
    private void grow(List<MeasuredServer> running, Comparison comparison) throws Exception {
        for (MeasuredServer server : running) {
            if (server.name().equals(EMPTY_CALL)) {
                continue;
            }
            if (!kinds.contains(Kind.put1000)) {
                comparison.add(Kind.put1000.name(), server.name(), closed(server, manyPuts(), seconds));
            }
            comparison.add(Kind.bulk.name(), server.name(), bulk(server));
            for (int round = 1; round <= rounds; round++) {
                Measurement grown = closed(server, manyPuts(), seconds);
                progress.printf("%s round %d %s: %,.0f/s%n", server.name(), round, GROWN, grown.rate());
                comparison.add(GROWN, server.name(), grown);
            }
        }
    }

    private Workload manyPuts() {
        return Workload.puts(1000, 100, keys);
    }

    private MeasuredServer start(String name, int count, List<String> command) {
        return MeasuredServer.start(name, count, command, directory, Workload.rangeFill());
    }

    private static List<String> emptyServer() {
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EmptyServer.class.getName(),
                "{port}");
    }

    /** Stores what will be read and warms every server alike. */
    private void prepare(List<MeasuredServer> running) throws Exception {
        for (MeasuredServer server : running) {
            try (Connections connections = server.connect(8)) {
                new Driver(connections, server.pids()).closedLoop(Workload.rangeFill(), 10_001, 600);
            }
            for (Kind kind : kinds) {
                if (kind != Kind.bulk) {
                    measure(server, kind, warmup, 0, null);
                }
            }
        }
    }

    private void measure(MeasuredServer server, Kind kind, double time, int round, Comparison comparison)
            throws Exception {
        if (server.name().equals(EMPTY_CALL) && kind.ordinal() >= Kind.range10000.ordinal()) {
            return;
        }
        Measurement measured = switch (kind) {
            case put1 -> closed(server, Workload.puts(1, 1, keys), time);
            case put300 -> closed(server, Workload.puts(300, 30, keys), time);
            case put1000 -> closed(server, manyPuts(), time);
            case get1000 -> closed(server, Workload.gets(false, 1000, 100), time);
            case serializable1000 -> closed(server, Workload.gets(true, 1000, 100), time);
            case range10000 -> closed(server, Workload.ranges(10_000, 8, 4), time);
            case watch1000 -> watch(server, 1_000, 10, 200, time);
            case watch10000 -> watch(server, 10_000, 100, 10, time);
            case bulk -> bulk(server);
        };
        progress.printf(
                "%s round %d %s: %,.0f/s, p50 %.2f ms, p99 %.2f ms, %.1f µs CPU, %.0f %% stolen, %.0f %% others%n",
                server.name(),
                round,
                kind,
                measured.rate(),
                measured.milliseconds(50),
                measured.milliseconds(99),
                measured.cpuMicroseconds(),
                measured.stolenPercent(),
                measured.othersPercent());
        if (comparison != null) {
            comparison.add(kind.name(), server.name(), measured);
        }
    }

    private Measurement closed(MeasuredServer server, Workload workload, double time) throws Exception {
        int count = workload.connections();
        try (Connections connections = leaderOnly ? server.connectToLeader(count) : server.connect(count)) {
            return new Driver(connections, server.pids()).closedLoop(workload, Long.MAX_VALUE, time);
        }
    }

    private static Measurement watch(MeasuredServer server, int watchers, int streams, double rate, double time)
            throws Exception {
        try (Connections connections = server.connect(Math.min(streams, 10) + 1)) {
            return new WatchDriver(connections, server.pids()).run(watchers, streams, rate, time);
        }
    }

    private Measurement bulk(MeasuredServer server) throws Exception {
        try (Connections connections = server.connect(100)) {
            return new Driver(connections, server.pids()).closedLoop(Workload.bulkFill(), bulkKeys, 3600);
        }
    }
}
