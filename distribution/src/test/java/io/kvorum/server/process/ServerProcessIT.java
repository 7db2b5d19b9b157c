package io.kvorum.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.server.Kvorum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerProcessIT {
    @TempDir
    Path directory;

    @Test
    void c83_aSignalEndsTheProcessWithItsStatus() {
        try (ServerProcess server = ServerProcess.in(directory).start()) {
            assertThat(server.stop()).isEqualTo(143);
            assertThat(server.log()).contains("ready to serve client requests").contains("closed the member");
        }
    }

    @Test
    void c60_aRestartAfterAKillKeepsTheIdentity() throws Exception {
        try (ServerProcess server = ServerProcess.in(directory).start()) {
            Path identity = directory.resolve("default.etcd/kvorum.identity");
            String before = Files.readString(identity);
            assertThat(before).contains("member-id=8e9e05c52164694d").contains("cluster-id=cdf818194e3a8c32");
            server.kill();
            server.start();
            assertThat(Files.readString(identity)).isEqualTo(before);
        }
    }

    @Test
    void aSecondProcessIsToldWhoHoldsTheDirectory() {
        try (ServerProcess first = ServerProcess.in(directory).start()) {
            Path data = directory.resolve("default.etcd");
            Path elsewhere = directory.resolve("elsewhere");
            elsewhere.toFile().mkdir();
            try (ServerProcess second = ServerProcess.in(elsewhere)) {
                second.run(List.of(
                        "--data-dir=" + data,
                        "--listen-peer-urls=http://127.0.0.1:0",
                        "--listen-client-urls=http://127.0.0.1:0",
                        "--advertise-client-urls=http://127.0.0.1:0"));
                assertThat(second.exitStatus()).isEqualTo(1);
                assertThat(second.log()).contains("is in use by process " + first.pid());
            }
        }
    }

    @Test
    void c56_aPortInUseEndsTheStart() {
        try (ServerProcess first = ServerProcess.in(directory).start();
                ServerProcess second = ServerProcess.in(directory)) {
            String url = first.endpoint();
            second.run(List.of(
                    "--data-dir=other",
                    "--listen-peer-urls=http://127.0.0.1:0",
                    "--listen-client-urls=" + url,
                    "--advertise-client-urls=" + url));
            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.log()).contains(url.substring(url.lastIndexOf(':') + 1));
        }
    }

    @Test
    void s5_versionAndHelpAndPrintedSettingsEndWithZero() {
        try (ServerProcess server = ServerProcess.in(directory)) {
            assertThat(server.run(List.of("-version")).exitStatus()).isZero();
            assertThat(server.log())
                    .containsPattern("^etcd Version: 3\\.7\\.1\nGit SHA: .+\nGo Version: .+\nGo OS/Arch: .+/.+\n$");
            assertThat(server.run(List.of("-h")).exitStatus()).isZero();
            assertThat(server.log()).contains("--wal-chronicle-segment-bytes").contains("Clustering:");
            assertThat(server.run(List.of("--name=n7", "--print-config")).exitStatus())
                    .isZero();
            assertThat(server.log()).containsPattern("name: n7 +# flag --name\n");
        }
    }

    @Test
    void embeddedServersInMemoryStartTwiceInOneProcess() {
        try (EmbeddedServers servers = new EmbeddedServers()) {
            Kvorum one = servers.inMemory();
            Kvorum other = servers.inMemory("name", "other");
            assertThat(one.clientEndpoint()).startsWith("http://127.0.0.1:").isNotEqualTo(other.clientEndpoint());
        }
    }
}
