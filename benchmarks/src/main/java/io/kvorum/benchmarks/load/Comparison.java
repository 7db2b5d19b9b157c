package io.kvorum.benchmarks.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Results of several servers in several rounds, as medians and ratios. */
final class Comparison {
    private final List<String> servers;
    private final Map<String, Map<String, List<Measurement>>> results = new LinkedHashMap<>();

    /** @param servers the first one is compared with each of the others */
    Comparison(List<String> servers) {
        this.servers = List.copyOf(servers);
    }

    void add(String workload, String server, Measurement measurement) {
        results.computeIfAbsent(workload, name -> new LinkedHashMap<>())
                .computeIfAbsent(server, name -> new ArrayList<>())
                .add(measurement);
    }

    /** A table in Markdown: one line per workload and server. */
    String table() {
        StringBuilder text = new StringBuilder();
        text.append(
                "| workload | server | rate/s | p50 ms | p99 ms | p99.9 ms | CPU µs/op | resident MiB | failures |"
                        + " stolen, others | rate × | p99 × | CPU × |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        results.forEach((workload, byServer) -> byServer.forEach((server, measured) -> {
            List<Measurement> own = byServer.getOrDefault(servers.get(0), List.of());
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.0f | %.2f | %.2f | %.2f | %.1f | %.0f | %d | %.0f, %.0f %% | %s | %s | %s |%n",
                    workload,
                    server,
                    median(measured, Measurement::rate),
                    median(measured, one -> one.milliseconds(50)),
                    median(measured, one -> one.milliseconds(99)),
                    median(measured, one -> one.milliseconds(99.9)),
                    median(measured, Measurement::cpuMicroseconds),
                    median(measured, Measurement::residentMebibytes),
                    measured.stream().mapToLong(Measurement::failures).sum(),
                    median(measured, Measurement::stolenPercent),
                    median(measured, Measurement::othersPercent),
                    ratio(server, own, measured, Measurement::rate),
                    ratio(server, own, measured, one -> one.milliseconds(99)),
                    ratio(server, own, measured, Measurement::cpuMicroseconds)));
        }));
        return text.toString();
    }

    /** For each server that did both workloads, what is left of its rate in the second one. */
    String kept(String before, String after) {
        StringBuilder text = new StringBuilder();
        Map<String, List<Measurement>> first = results.getOrDefault(before, Map.of());
        Map<String, List<Measurement>> second = results.getOrDefault(after, Map.of());
        for (String server : servers) {
            if (first.containsKey(server) && second.containsKey(server)) {
                text.append(String.format(
                        Locale.ROOT,
                        "%s: rate of %s is %.2f × that of %s%n",
                        server,
                        after,
                        median(second.get(server), Measurement::rate) / median(first.get(server), Measurement::rate),
                        before));
            }
        }
        return text.toString();
    }

    /** The first server's figure divided by this one's. */
    private String ratio(
            String server, List<Measurement> own, List<Measurement> other, ToDoubleFunction<Measurement> figure) {
        return server.equals(servers.get(0)) || own.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%.2f", median(own, figure) / median(other, figure));
    }

    static <T> double median(List<T> measured, ToDoubleFunction<T> figure) {
        List<Double> sorted = measured.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
