package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.e2e.Await;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.server.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script for three members on one machine starts three members, says who says what, and stops them all. */
final class LocalClusterIT {
    private static final Path SCRIPT =
            Path.of("target", "kvorum-0.1.0-SNAPSHOT", "bin", "local-cluster").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void threeMembersStartAndStopTogether() throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "the server is not packaged");
        List<String> ports = IntStream.range(0, 3)
                .mapToObj(i -> Integer.toString(ServerProcess.freePort()))
                .toList();
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), "data"));
        command.addAll(List.of(TestCluster.patient()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("CLIENT_PORTS", String.join(" ", ports));
        builder.environment()
                .put(
                        "PEER_PORTS",
                        IntStream.range(0, 3)
                                .mapToObj(i -> Integer.toString(ServerProcess.freePort()))
                                .collect(Collectors.joining(" ")));
        Process script = builder.start();
        try {
            Await.until(
                    LIMIT,
                    () -> "three members that are ready in\n" + read(log),
                    () -> List.of("n1", "n2", "n3").stream()
                            .allMatch(name -> read(log)
                                    .lines()
                                    .anyMatch(line -> line.startsWith(name + " | ")
                                            && line.contains("ready to serve client requests"))));
            try (GrpcClient one = new GrpcClient("http://127.0.0.1:" + ports.get(0));
                    GrpcClient three = new GrpcClient("http://127.0.0.1:" + ports.get(2))) {
                one.put("written", "here");
                assertThat(three.get("written").getKvsCount()).isEqualTo(1);
            }
            List<ProcessHandle> members =
                    script.descendants().filter(ProcessHandle::isAlive).toList();
            assertThat(members).hasSizeGreaterThanOrEqualTo(3);
            // Like Ctrl-C, but an interrupt is ignored by all that was started in the background of a shell.
            new ProcessBuilder("kill", "-TERM", Long.toString(script.pid()))
                    .start()
                    .waitFor();
            assertThat(script.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(members).noneMatch(ProcessHandle::isAlive);
            assertThat(read(log)).contains("n1 | ").contains("closed the member");
        } finally {
            script.descendants().forEach(ProcessHandle::destroyForcibly);
            script.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
