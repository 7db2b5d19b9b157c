package io.kvorum.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.server.Kvorum;
import io.kvorum.server.process.ServerProcess;
import io.kvorum.spi.ComponentException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C74: ports come before names, questions and files. */
final class PortsFirstTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int LIMIT_MILLISECONDS = 90_000;

    @TempDir
    Path parent;

    /** Another member: it is called, and never answers. */
    private ServerSocket other;

    @BeforeEach
    void listenAsAnotherMember() throws IOException {
        other = new ServerSocket(0, 50, LOOPBACK);
    }

    @AfterEach
    void close() throws IOException {
        other.close();
    }

    private Kvorum.Builder joining(int clientPort, int peerPort) {
        String own = "http://127.0.0.1:" + peerPort;
        return Kvorum.embedded()
                .inMemory()
                .dataDirectory(parent.resolve("data"))
                .port(clientPort)
                .setting("listen-peer-urls", own)
                .setting("initial-advertise-peer-urls", own)
                .setting("initial-cluster-state", "existing")
                .setting("initial-cluster", "default=" + own + ",other=http://127.0.0.1:" + other.getLocalPort());
    }

    private void assertNothingWasWrittenOrAsked() throws IOException {
        assertThat(parent.resolve("data")).doesNotExist();
        other.setSoTimeout(1);
        assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void c74_aPeerPortInUseIsToldBeforeAnythingIsWrittenOrAsked() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            assertThatThrownBy(() -> joining(0, taken.getLocalPort()).start())
                    .isInstanceOf(ComponentException.class)
                    .hasMessageStartingWith("cannot listen for other members at --listen-peer-urls=http://127.0.0.1:"
                            + taken.getLocalPort() + ": ")
                    .hasMessageContaining("in use");
        }
        assertNothingWasWrittenOrAsked();
    }

    @Test
    void c74_aClientPortInUseIsToldBeforeAnythingIsWrittenOrAsked() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            assertThatThrownBy(() -> joining(taken.getLocalPort(), ServerProcess.freePort())
                            .start())
                    .isInstanceOf(ComponentException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()))
                    .hasMessageContaining("in use");
        }
        assertNothingWasWrittenOrAsked();
    }

    @Test
    void c74_whileTheMemberAsksClientsCanConnectAndItsPeerPortIsTaken() throws Exception {
        int clientPort = ServerProcess.freePort();
        int peerPort = ServerProcess.freePort();
        other.setSoTimeout(LIMIT_MILLISECONDS);
        CompletableFuture<Throwable> outcome = CompletableFuture.runAsync(
                        () -> joining(clientPort, peerPort).start())
                .handle((nothing, failure) -> failure);
        try (Socket question = other.accept()) {
            assertThat(question.isConnected()).isTrue();
            try (Socket client = new Socket(LOOPBACK, clientPort)) {
                assertThat(client.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> new Socket(LOOPBACK, peerPort).close()).isInstanceOf(ConnectException.class);
            try (ServerSocket thief = new ServerSocket()) {
                thief.setReuseAddress(false);
                assertThatThrownBy(() -> thief.bind(new InetSocketAddress(LOOPBACK, peerPort)))
                        .isInstanceOf(BindException.class);
            }
        }
        other.close();
        assertThat(outcome.get(LIMIT_MILLISECONDS, TimeUnit.MILLISECONDS))
                .hasMessageContaining("cannot fetch cluster info from peer urls");
        try (ServerSocket free = new ServerSocket(peerPort, 1, LOOPBACK)) {
            assertThat(free.isBound()).isTrue();
        }
    }
}
