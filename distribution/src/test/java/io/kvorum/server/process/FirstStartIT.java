package io.kvorum.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.docs.examples.SingleFilePlugin;
import io.kvorum.docs.examples.WholeFilePlugin;
import io.kvorum.e2e.Await;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.server.Kvorum;
import io.kvorum.server.process.HookedLogPlugin.Moment;
import io.kvorum.spi.KvorumPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first start that is cut short can be repeated, wherever it was cut. */
final class FirstStartIT {
    private static final int KILLS = 4;

    @TempDir
    Path directory;

    /** What is on disk at each step of the log, from before its first record until its first sync is about to return. */
    @Test
    void c62_fromWhateverACrashLeavesAFounderStartsAsTheSameMember() throws IOException {
        Path original = directory.resolve("original");
        List<Moment> moments = new ArrayList<>();
        try (Kvorum server = start(
                original, new HookedLogPlugin(new SingleFilePlugin(), moment -> copyAt(original, moments, moment)))) {
            assertThat(server.clientEndpoint()).isNotEmpty();
        }
        assertThat(moments)
                .startsWith(Moment.OPENED, Moment.APPENDED, Moment.APPENDED)
                .endsWith(Moment.SYNCED);
        String member = line(original, "member-id=");
        for (int i = 0; i < moments.size(); i++) {
            Path copy = directory.resolve("copy-" + i);
            assertThat(line(copy, "stage=")).isEqualTo("stage=begun");
            try (Kvorum server = start(copy, new SingleFilePlugin());
                    GrpcClient client = new GrpcClient(server.clientEndpoint())) {
                assertThat(client.put("cut", "short"))
                        .as("cut short when the log was " + moments.get(i))
                        .isEqualTo(2);
            }
            assertThat(line(copy, "member-id=")).isEqualTo(member);
            assertThat(line(copy, "stage=")).isEqualTo("stage=started");
        }
    }

    private Kvorum start(Path data, KvorumPlugin log) {
        return Kvorum.embedded()
                .plugin(log)
                .plugin(new WholeFilePlugin())
                .dataDirectory(data)
                .setting("wal", "single-file")
                .setting("storage", "whole-file")
                .port(0)
                .start();
    }

    /** Up to the first sync: nothing else writes meanwhile, as nothing is committed before. */
    private void copyAt(Path original, List<Moment> moments, Moment moment) {
        if (moments.contains(Moment.SYNCED)) {
            return;
        }
        Path copy = directory.resolve("copy-" + moments.size());
        try (Stream<Path> entries = Files.walk(original)) {
            for (Path entry : entries.toList()) {
                Files.copy(entry, copy.resolve(original.relativize(entry)));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        moments.add(moment);
    }

    private static String line(Path data, String start) throws IOException {
        try (Stream<String> lines = Files.lines(data.resolve("kvorum.identity"))) {
            return lines.filter(line -> line.startsWith(start)).findFirst().orElseThrow();
        }
    }

    /** The same with the real log, killed a little later each time after it has said who it is. */
    @Test
    void c62_aFounderThatIsKilledInItsFirstMillisecondsStartsAgain() throws IOException {
        for (int round = 0; round < KILLS; round++) {
            Path home = Files.createDirectory(directory.resolve("round-" + round));
            long delay = round * 20L;
            try (ServerProcess server = ServerProcess.in(home)) {
                server.run(List.of(
                        "--listen-client-urls=http://127.0.0.1:0",
                        "--advertise-client-urls=http://127.0.0.1:0",
                        "--listen-peer-urls=http://127.0.0.1:0"));
                Await.until(
                        Duration.ofSeconds(60),
                        server::log,
                        () -> Files.exists(home.resolve("default.etcd/kvorum.identity")));
                pause(delay);
                server.kill();
                server.start();
                assertThat(server.stop()).isEqualTo(143);
            }
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
