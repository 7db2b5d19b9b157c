package io.kvorum.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * What one run of one workload came to.
 *
 * @param operations how many ended well
 * @param failures how many did not
 * @param seconds how long it took
 * @param latency in nanoseconds; in an open loop counted from the time an operation was due, so that waiting for a slow
 *     server is not left out (coordinated omission)
 * @param usage of the server meanwhile
 */
record Measurement(long operations, long failures, double seconds, Histogram latency, Usage usage) {
    double rate() {
        return operations / seconds;
    }

    double milliseconds(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e6;
    }

    double cpuMicroseconds() {
        return usage.cpuSeconds() * 1e6 / Math.max(1, operations);
    }

    double residentMebibytes() {
        return usage.residentBytes() / 1048576.0;
    }

    double stolenPercent() {
        return usage.stolenShare() * 100;
    }

    double othersPercent() {
        return usage.othersShare() * 100;
    }
}
