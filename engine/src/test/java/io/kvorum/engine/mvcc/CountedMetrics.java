package io.kvorum.engine.mvcc;

import io.kvorum.spi.runtime.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** Measurements that a test can look at. */
public final class CountedMetrics implements Metrics {
    private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    /** The present value of a counter or a gauge. */
    public double value(String name) {
        return counters.containsKey(name)
                ? counters.get(name).get()
                : gauges.get(name).getAsDouble();
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
        return counters.computeIfAbsent(name, missing -> new AtomicLong())::addAndGet;
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        gauges.put(name, value);
    }

    @Override
    public Histogram histogram(String name, String help, double[] buckets, String... labels) {
        return value -> {};
    }

    @Override
    public String exposition() {
        return "";
    }
}
