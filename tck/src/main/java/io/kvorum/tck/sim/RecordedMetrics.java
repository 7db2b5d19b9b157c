package io.kvorum.tck.sim;

import io.kvorum.spi.runtime.Metrics;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Metrics that a test can read; safe for any thread. */
public final class RecordedMetrics implements Metrics {
    private final Map<String, CountedEvents> counters = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
    private final Map<String, CountedEvents> histograms = new ConcurrentHashMap<>();

    @Override
    public Counter counter(String name, String help, String... labels) {
        return counters.computeIfAbsent(key(name, labels), absent -> new CountedEvents());
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        gauges.put(key(name, labels), value);
    }

    @Override
    public Histogram histogram(String name, String help, double[] buckets, String... labels) {
        return histograms.computeIfAbsent(key(name, labels), absent -> new CountedEvents());
    }

    /** Value of a counter, or number of observations of a histogram; 0 if nobody asked for it. */
    public long count(String name, String... labels) {
        String key = key(name, labels);
        CountedEvents events = counters.containsKey(key) ? counters.get(key) : histograms.get(key);
        return events == null ? 0 : events.count.sum();
    }

    /** Value of a gauge; NaN if nobody registered it. */
    public double gauge(String name, String... labels) {
        DoubleSupplier value = gauges.get(key(name, labels));
        return value == null ? Double.NaN : value.getAsDouble();
    }

    @Override
    public String exposition() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counters)
                .forEach((key, counter) ->
                        text.append(key).append(' ').append(counter.count.sum()).append('\n'));
        new TreeMap<>(gauges)
                .forEach((key, value) ->
                        text.append(key).append(' ').append(value.getAsDouble()).append('\n'));
        new TreeMap<>(histograms)
                .forEach((key, histogram) -> text.append(key)
                        .append("_count ")
                        .append(histogram.count.sum())
                        .append('\n'));
        return text.toString();
    }

    private static String key(String name, String[] labels) {
        return labels.length == 0 ? name : name + Arrays.toString(labels);
    }

    private static final class CountedEvents implements Counter, Histogram {
        private final LongAdder count = new LongAdder();

        @Override
        public void add(long amount) {
            count.add(amount);
        }

        @Override
        public void observe(double value) {
            count.increment();
        }
    }
}
