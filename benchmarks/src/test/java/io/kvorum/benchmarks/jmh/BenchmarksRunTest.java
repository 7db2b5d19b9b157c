package io.kvorum.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs for a moment, so that none can rot; the figures mean nothing. */
final class BenchmarksRunTest {
    @ParameterizedTest
    @ValueSource(classes = {ApplyBenchmark.class, RangeBenchmark.class, StorageBenchmark.class, WatchBenchmark.class})
    void everyBenchmarkOfAClassRuns(Class<?> benchmarks) throws Exception {
        Options options = new OptionsBuilder()
                .include(benchmarks.getName() + "\\.")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .param("keys", "200")
                .param("rows", "500")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        assertThat(results)
                .isNotEmpty()
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
