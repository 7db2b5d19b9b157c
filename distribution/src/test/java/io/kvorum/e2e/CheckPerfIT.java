package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.server.process.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** etcdctl's own judgement of the machine and the server; a minute for each load. */
@EnabledIfSystemProperty(
        named = "kvorum.checkperf",
        matches = "true",
        disabledReason = "measures for minutes; on with -Dkvorum.checkperf=true")
final class CheckPerfIT {
    private static final int LIMIT_SECONDS = 180;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"s", "m"})
    void checkPerfPasses(String load) throws Exception {
        String etcdctl = Programs.require("etcdctl").toString();
        Path output = directory.resolve("output");
        try (ServerProcess server = ServerProcess.in(directory).start()) {
            Process check = new ProcessBuilder(
                            etcdctl, "--endpoints=" + server.endpoint(), "check", "perf", "--load=" + load)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(check.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            String report = Files.readString(output);
            System.out.println(report.lines()
                    .filter(line -> line.contains("PASS") || line.contains("FAIL"))
                    .toList());
            assertThat(report).doesNotContain("FAIL").endsWith("PASS\n");
            assertThat(check.exitValue()).isZero();
        }
    }
}
