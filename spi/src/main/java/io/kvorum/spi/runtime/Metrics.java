package io.kvorum.spi.runtime;

import java.util.function.DoubleSupplier;

/**
 * Registry of a node's measurements. Ask for a meter once, at construction; the meters themselves are cheap, safe for
 * any thread and free of allocation.
 *
 * <p>Asking again with the same name and labels gives the same meter. Labels come in pairs: name, value, name, value.
 */
public interface Metrics {
    /** A number that only grows. By convention the name ends in {@code _total} unless etcd names it otherwise. */
    Counter counter(String name, String help, String... labels);

    /**
     * A number that is read when somebody looks. {@code value} must not block; a gauge of the same name and labels is
     * replaced.
     */
    void gauge(String name, String help, DoubleSupplier value, String... labels);

    /**
     * A distribution.
     *
     * @param buckets ascending upper bounds, without infinity
     */
    Histogram histogram(String name, String help, double[] buckets, String... labels);

    /** Everything in the Prometheus text format 0.0.4. May take milliseconds; not for event loops. */
    String exposition();

    /** A number that only grows. */
    interface Counter {
        void add(long amount);

        default void increment() {
            add(1);
        }
    }

    /** A distribution of observed values. */
    interface Histogram {
        void observe(double value);
    }

    /** Bounds {@code first, first*2, first*4, …}, as etcd's histograms use them. */
    static double[] doublingBuckets(double first, int count) {
        double[] bounds = new double[count];
        for (int i = 0; i < count; i++) {
            bounds[i] = first * (1L << i);
        }
        return bounds;
    }
}
