package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.e2e.Await;
import io.kvorum.e2e.GrpcClient;
import io.kvorum.server.Kvorum;
import io.kvorum.server.process.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** C63 with three members in this process. */
final class FoundersTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final List<Integer> ports =
            List.of(ServerProcess.freePort(), ServerProcess.freePort(), ServerProcess.freePort());

    private String url(int number) {
        return "http://127.0.0.1:" + ports.get(number);
    }

    private Kvorum start(int number) {
        return Kvorum.embedded()
                .inMemory()
                .port(0)
                .setting("name", "n" + number)
                // On a machine that gives them little time they keep the leader that they elected.
                .setting("heartbeat-interval", "500")
                .setting("election-timeout", "5000")
                .setting("listen-peer-urls", url(number))
                .setting("initial-advertise-peer-urls", url(number))
                .setting("initial-cluster", "n0=" + url(0) + ",n1=" + url(1) + ",n2=" + url(2))
                .start();
    }

    private boolean listens(int number) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(number))) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void c63_foundersAreReadyWithAQuorumInWhateverOrderTheyStart() throws Exception {
        CompletableFuture<Kvorum> last = CompletableFuture.supplyAsync(() -> start(2));
        Await.until(LIMIT, () -> "the last founder listens for the others", () -> listens(2));
        assertThat(last).as("one of three is no quorum").isNotDone();
        try (Kvorum first = start(0);
                Kvorum alone = last.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                GrpcClient client = new GrpcClient(first.clientEndpoint())) {
            client.put("two", "of three");
            assertThat(alone.clientEndpoint()).isNotEmpty();
            try (Kvorum late = start(1);
                    GrpcClient toLate = new GrpcClient(late.clientEndpoint())) {
                assertThat(toLate.get("two").getKvsCount()).isEqualTo(1);
            }
        }
    }
}
