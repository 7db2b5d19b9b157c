package io.kvorum.server.runtime;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts of observed values per bucket; the last bucket takes what is above all bounds. Any thread, no allocation. */
final class BucketCounts {
    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    BucketCounts(double[] bounds) {
        this.bounds = bounds;
        counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void observe(double value) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value <= bounds[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        counts[low].increment();
        sum.add(value);
    }

    int boundCount() {
        return bounds.length;
    }

    double bound(int bucket) {
        return bounds[bucket];
    }

    long count(int bucket) {
        return counts[bucket].sum();
    }

    double sum() {
        return sum.sum();
    }
}
