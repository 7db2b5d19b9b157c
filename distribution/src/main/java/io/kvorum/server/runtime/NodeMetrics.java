package io.kvorum.server.runtime;

import io.kvorum.spi.runtime.Metrics;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * The registry of one node, in the Prometheus text format.
 *
 * <p>Written by hand because etcd's names must come out unchanged, and the usual registries do not let them: they add
 * {@code _total} to every counter ({@code etcd_server_health_success} is one) and take it away from gauges
 * ({@code etcd_server_proposals_committed_total} is one).
 */
final class NodeMetrics implements Metrics {
    private final Map<String, MeterFamily> families = new ConcurrentSkipListMap<>();

    @Override
    public Counter counter(String name, String help, String... labels) {
        return family(name, help, MeterType.COUNTER).counter(LabelSet.of(labels));
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        family(name, help, MeterType.GAUGE).gauge(LabelSet.of(labels), value);
    }

    /** A counter that is kept elsewhere: shown as one, read when somebody looks. */
    void counterFrom(String name, String help, DoubleSupplier value) {
        family(name, help, MeterType.COUNTER).gauge(LabelSet.of(), value);
    }

    @Override
    public Histogram histogram(String name, String help, double[] buckets, String... labels) {
        for (int i = 1; i < buckets.length; i++) {
            if (!(buckets[i - 1] < buckets[i])) {
                throw new IllegalArgumentException(
                        "buckets of " + name + " do not ascend: " + Arrays.toString(buckets));
            }
        }
        return family(name, help, MeterType.HISTOGRAM).histogram(LabelSet.of(labels), buckets.clone());
    }

    private MeterFamily family(String name, String help, MeterType type) {
        if (!name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*")) {
            throw new IllegalArgumentException("not a metric's name: " + name);
        }
        MeterFamily family = families.computeIfAbsent(name, absent -> new MeterFamily(name, help, type));
        if (family.type() != type) {
            throw new IllegalStateException(name + " is a " + family.type() + " already and cannot be a " + type);
        }
        return family;
    }

    @Override
    public String exposition() {
        StringBuilder page = new StringBuilder(32_768);
        families.values().forEach(family -> family.write(page));
        return page.toString();
    }
}
