package io.kvorum.benchmarks.load;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
        description = "Measures servers side by side, alternating, in one run, and prints medians and ratios.")
final class Compare implements Callable<Integer> {
    private static final String EMPTY_CALL = "empty call";
    private static final String GROWN = "put1000grown";

    @Option(
            names = "--server",
            required = true,
            description = "NAME=COMMAND, several times; the first is compared with the others. In the command {port},"
                    + " {peer} and {dir} stand for a free client port, a free peer port and an empty directory.")
    private Map<String, String> servers = new LinkedHashMap<>();

    @Option(names = "--no-empty-call", description = "Do not measure an empty gRPC call beside the servers.")
    private boolean withoutEmptyCall;

    @Option(names = "--workloads", split = ",", description = "Of: ${COMPLETION-CANDIDATES} (default: all but bulk).")
    private List<Kind> kinds = List.of(
            Kind.put1,
            Kind.put1000,
            Kind.get1000,
            Kind.serializable1000,
            Kind.range10000,
            Kind.watch1000,
            Kind.watch10000);

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
        List<MeasuredServer> running = new ArrayList<>();
        try {
            for (Map.Entry<String, String> server : servers.entrySet()) {
                running.add(
                        start(server.getKey(), Arrays.asList(server.getValue().split(" +"))));
            }
            if (!withoutEmptyCall) {
                running.add(start(EMPTY_CALL, emptyServer()));
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
            return 0;
        } finally {
            running.forEach(MeasuredServer::close);
        }
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

    private MeasuredServer start(String name, List<String> command) {
        return MeasuredServer.start(name, command, directory, Workload.rangeFill());
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
                new Driver(connections, server.pid()).closedLoop(Workload.rangeFill(), 10_001, 600);
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
            case put1000 -> closed(server, manyPuts(), time);
            case get1000 -> closed(server, Workload.gets(false, 1000, 100), time);
            case serializable1000 -> closed(server, Workload.gets(true, 1000, 100), time);
            case range10000 -> closed(server, Workload.ranges(10_000, 8, 4), time);
            case watch1000 -> watch(server, 1_000, 10, 200, time);
            case watch10000 -> watch(server, 10_000, 100, 10, time);
            case bulk -> bulk(server);
        };
        progress.printf(
                "%s round %d %s: %,.0f/s, p99 %.2f ms, %.1f µs CPU%n",
                server.name(), round, kind, measured.rate(), measured.milliseconds(99), measured.cpuMicroseconds());
        if (comparison != null) {
            comparison.add(kind.name(), server.name(), measured);
        }
    }

    private static Measurement closed(MeasuredServer server, Workload workload, double time) throws Exception {
        try (Connections connections = server.connect(workload.connections())) {
            return new Driver(connections, server.pid()).closedLoop(workload, Long.MAX_VALUE, time);
        }
    }

    private static Measurement watch(MeasuredServer server, int watchers, int streams, double rate, double time)
            throws Exception {
        try (Connections connections = server.connect(Math.min(streams, 10) + 1)) {
            return new WatchDriver(connections, server.pid()).run(watchers, streams, rate, time);
        }
    }

    private Measurement bulk(MeasuredServer server) throws Exception {
        try (Connections connections = server.connect(100)) {
            return new Driver(connections, server.pid()).closedLoop(Workload.bulkFill(), bulkKeys, 3600);
        }
    }
}
