package io.kvorum.benchmarks.jmh;

import io.kvorum.spi.runtime.Metrics;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Counts as a server would, and shows nothing. */
final class SilentMetrics implements Metrics {
    @Override
    public Counter counter(String name, String help, String... labels) {
        LongAdder sum = new LongAdder();
        return sum::add;
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        // Nobody looks.
    }

    @Override
    public Histogram histogram(String name, String help, double[] buckets, String... labels) {
        LongAdder count = new LongAdder();
        return value -> count.increment();
    }

    @Override
    public String exposition() {
        return "";
    }
}
