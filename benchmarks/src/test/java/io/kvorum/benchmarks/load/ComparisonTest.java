package io.kvorum.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static Measurement measured(double rate, double milliseconds, double cpuMicroseconds, long failures) {
        Histogram latency = new Histogram(3);
        latency.recordValue((long) (milliseconds * 1e6));
        Usage usage = new Usage(cpuMicroseconds * 1_000 / 1e6, 100L << 20, 0.07, 0.12);
        return new Measurement(1_000, failures, 1_000 / rate, latency, usage);
    }

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOneAndOfAnEvenNumberTheMiddleOfTwo() {
        Measurement slow = measured(100, 1, 1, 0);
        Measurement usual = measured(200, 1, 1, 0);
        Measurement fast = measured(900, 1, 1, 0);
        assertThat(Comparison.median(List.of(fast, slow, usual), Measurement::rate))
                .isCloseTo(200, within(1e-6));
        assertThat(Comparison.median(List.of(fast, slow, usual, usual), Measurement::rate))
                .isCloseTo(200, within(1e-6));
        assertThat(Comparison.median(List.of(fast, slow), Measurement::rate)).isCloseTo(500, within(1e-6));
    }

    @Test
    void ratiosAreTheFirstServersFigureByTheOtherOnes() {
        Comparison comparison = new Comparison(List.of("kvorum", "etcd"));
        for (double rate : new double[] {2_900, 3_000, 9_000}) {
            comparison.add("put", "kvorum", measured(rate, 10, 30, 0));
        }
        comparison.add("put", "etcd", measured(2_000, 20, 60, 2));
        assertThat(comparison.table().lines().skip(2))
                .satisfiesExactly(
                        kvorum -> assertThat(kvorum)
                                .startsWith("| put | kvorum | 3,000 | ")
                                .endsWith(" | 30.0 | 100 | 0 | 7, 12 % |  |  |  |"),
                        etcd -> assertThat(etcd)
                                .startsWith("| put | etcd | 2,000 | ")
                                .endsWith(" | 60.0 | 100 | 2 | 7, 12 % | 1.50 | 0.50 | 0.50 |"));
    }

    @Test
    void aServerThatAloneDidAWorkloadHasNoRatio() {
        Comparison comparison = new Comparison(List.of("kvorum", "empty call"));
        comparison.add("put", "empty call", measured(59_000, 1, 12, 0));
        assertThat(comparison.table().lines().skip(2))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith("|  |  |  |"));
    }

    @Test
    void howAServerKeepsItsRateIsOneFigurePerServer() {
        Comparison comparison = new Comparison(List.of("kvorum", "etcd"));
        comparison.add("before", "kvorum", measured(10_000, 1, 1, 0));
        comparison.add("after", "kvorum", measured(9_000, 1, 1, 0));
        comparison.add("before", "etcd", measured(10_000, 1, 1, 0));
        comparison.add("after", "etcd", measured(6_800, 1, 1, 0));
        assertThat(comparison.kept("before", "after"))
                .isEqualTo("kvorum: rate of after is 0.90 × that of before\n"
                        + "etcd: rate of after is 0.68 × that of before\n");
        assertThat(comparison.kept("before", "never")).isEmpty();
    }
}
