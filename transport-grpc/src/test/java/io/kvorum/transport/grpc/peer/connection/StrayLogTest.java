package io.kvorum.transport.grpc.peer.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of what does not belong at the peer port: enough, and never too much. */
class StrayLogTest {
    private static final String REFUSED =
            "refused what came from 10.0.0.9 to the peer port, which is for members only: ";

    private final Simulation simulation = new Simulation(1);
    private final SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n1", Path.of("unused"));
    private final List<String> lines = new ArrayList<>();
    private final StrayLog log = new StrayLog(runtime.metrics(), runtime.clock(), lines::add);

    private void note(Stray stray, int host) {
        log.note(stray, new InetSocketAddress("10.0.0." + host, 4711));
    }

    private static Stray connection(String first) {
        return Stray.connection(first.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aLineSaysWhatCameAndFromWhere() {
        note(connection("\u0016\u0003\u0001\u0002\u0000"), 9);
        note(connection("GET /members HTTP/1.1\r\nHost: x\r\n\r\n"), 9);
        note(connection("\u0000\u0001\u00ff"), 9);
        note(Stray.call("etcdserverpb.KV/Range"), 9);

        assertThat(lines)
                .containsExactly(
                        REFUSED + "a TLS handshake, but this port speaks plain text",
                        REFUSED + "an HTTP/1 request, \"GET /members HTTP/1.1\"",
                        REFUSED + "what is not HTTP/2 and begins with the bytes 0001ff",
                        REFUSED + "a call of etcdserverpb.KV/Range");
    }

    @Test
    void whatAStrangerWritesNeitherBreaksALineNorMakesItLong() {
        note(connection("GET /" + "x".repeat(200)), 9);
        note(Stray.call("evil\n\u001b[2J/" + "y".repeat(500)), 9);

        assertThat(lines)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(200).doesNotContain("\n", "\u001b"));
    }

    @Test
    void aHostIsToldOnceAMinuteForEachKindAndAllAreCounted() {
        for (int i = 0; i < 100; i++) {
            note(connection("GET / HTTP/1.1\r\n"), 9);
        }
        assertThat(lines).hasSize(1);
        simulation.runFor(Duration.ofMinutes(1));
        note(connection("GET / HTTP/1.1\r\n"), 9);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).endsWith("HTTP/1.1\" (99 others before, only counted)");
        assertThat(runtime.metrics().count("kvorum_peer_strays_total", "kind", "http1"))
                .isEqualTo(101);
    }

    @Test
    void manyHostsDoNotFloodTheLogEither() {
        for (int host = 1; host < 200; host++) {
            note(connection("GET / HTTP/1.1\r\n"), host);
        }
        assertThat(lines).hasSize(StrayLog.LINES_MAX);
    }
}
