package io.kvorum.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasuredClusterTest {
    @TempDir
    private Path directory;

    private MeasuredServer start() {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                FakeMember.class.getName(),
                "{port}",
                "{peer}",
                "{name}",
                "{cluster}");
        return MeasuredServer.start("fake", 3, command, directory, Workload.rangeFill());
    }

    @Test
    void theLeaderIsKilledAndComesBack() throws Exception {
        try (MeasuredServer server = start()) {
            MeasuredMember leader = server.awaitLeader();
            assertThat(leader).isSameAs(server.members().get(0));
            long killed = leader.pid();
            Failover failover = new Failover(1_000);
            assertThat(failover.round(server).milliseconds()).isPositive();
            assertThat(ProcessHandle.of(killed).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(leader.isAlive()).isTrue();
            assertThat(server.pids()).hasSize(3).doesNotContain(killed).contains(leader.pid());
            assertThat(server.awaitLeader()).isSameAs(leader);
            assertThat(failover.table().lines().skip(2))
                    .singleElement()
                    .satisfies(line -> assertThat(line).startsWith("| fake | 1 | "));
        }
        try (var left = Files.list(directory)) {
            assertThat(left).as("a server's directory goes with it").isEmpty();
        }
    }

    @Test
    void useIsThatOfAllMembers() throws Exception {
        try (MeasuredServer server = start();
                Connections connections = server.connect(3)) {
            Measurement measured =
                    new Driver(connections, server.pids()).closedLoop(Workload.puts(6, 3, 100), 600, 600);
            assertThat(measured.operations()).isEqualTo(600);
            assertThat(measured.usage().residentBytes())
                    .isGreaterThan(2 * ProcessUsage.residentBytes(server.pids().get(0)));
        }
    }

    @Test
    void aMemberThatEndsAtOnceIsNamedWithWhatItSaid() {
        List<String> broken = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                FakeMember.class.getName(),
                "no-number",
                "{peer}",
                "{name}",
                "{cluster}");
        assertThatThrownBy(() -> MeasuredServer.start("broken", 1, broken, directory, Workload.rangeFill()))
                .hasMessage("cannot start broken")
                .hasRootCauseInstanceOf(Exception.class)
                .cause()
                .hasMessageContaining("no-number");
    }

    @Test
    void failoverIsToldInMillisecondsAndElectionTimeouts() {
        Failover failover = new Failover(1_000);
        for (int i = 1; i <= 10; i++) {
            failover.add("kvorum", new Failover.Round(i * 200, 4));
        }
        assertThat(failover.table().lines().skip(2))
                .containsExactly("| kvorum | 10 | 1,100 | 1,800 | 2,000 | 1.10 | 4 % |");
    }
}
