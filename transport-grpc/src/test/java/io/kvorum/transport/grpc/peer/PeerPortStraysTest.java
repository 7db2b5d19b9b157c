package io.kvorum.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to the peer port that do not speak the peers' protocol, over raw sockets. */
class PeerPortStraysTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final byte[] TLS_HELLO = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};

    private final String urlOne = LoopbackPorts.url();
    private final String urlTwo = LoopbackPorts.url();
    private final LibraryLog libraries = new LibraryLog();

    /** What gRPC and Netty tell at the level that people read. */
    private static final class LibraryLog extends Handler {
        private final List<Logger> loggers = List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"));
        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord told) {
            if (told.getLevel().intValue() >= Level.INFO.intValue()) {
                this.told.add(told.getLoggerName() + ": " + told.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listenToLibraries() {
        libraries.loggers.forEach(logger -> logger.addHandler(libraries));
    }

    @AfterEach
    void leaveLibraries() {
        libraries.loggers.forEach(logger -> logger.removeHandler(libraries));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends the parts, the next when the one before must have arrived, and waits until the other side closes. */
    private void sendUntilClosed(byte[]... parts) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", LoopbackPorts.portOf(urlTwo))) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            OutputStream output = socket.getOutputStream();
            for (byte[] part : parts) {
                output.write(part);
            }
            while (socket.getInputStream().read() >= 0) {
                // what the other side says of itself before it reads
            }
        } catch (SocketException reset) {
            // the other side closed while we wrote
        }
    }

    @Test
    void whatIsNotHttp2IsClosedCountedAndTroublesNobody() throws IOException {
        byte[] noise = new byte[100_000];
        new SplittableRandom(7).nextBytes(noise);
        byte[] badSettings = ascii(PREFACE + "nonsense instead of settings");
        try (TestMember one = TestMember.started(1, urlOne);
                TestMember two = TestMember.started(2, urlTwo)) {
            one.transport.setPeers(TestMember.membership(urlOne, urlTwo));
            one.sendUntilHeard(two, "before");
            sendUntilClosed(TLS_HELLO);
            sendUntilClosed(ascii("GET /members HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            sendUntilClosed(noise);
            sendUntilClosed(badSettings);
            sendUntilClosed(ascii("P"), ascii("OST /raft HTTP/1.1\r\n\r\n"));
            one.sendUntilHeard(two, "after");

            assertThat(two.counted("kvorum_peer_strays_total")).isEqualTo(5);
            assertThat(libraries.told).isEmpty();
        }
    }

    @Test
    void aConnectionThatComesInPiecesIsHttp2Nevertheless() throws IOException {
        byte[] whole = Arrays.copyOf(ascii(PREFACE), PREFACE.length() + 9);
        whole[PREFACE.length() + 3] = 4;
        try (TestMember two = TestMember.started(2, urlTwo);
                Socket socket = new Socket("127.0.0.1", LoopbackPorts.portOf(urlTwo))) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            for (byte piece : whole) {
                socket.getOutputStream().write(piece);
            }
            byte[] settingsOfServer = socket.getInputStream().readNBytes(9);
            assertThat(settingsOfServer[3]).isEqualTo((byte) 4);
            socket.getInputStream().readNBytes(settingsOfServer[2]);
            awaitAcknowledgement(socket);
            assertThat(two.counted("kvorum_peer_strays_total")).isZero();
        }
    }

    /** Skips frames until the one that says that our settings were read. */
    private static void awaitAcknowledgement(Socket socket) throws IOException {
        while (true) {
            byte[] head = socket.getInputStream().readNBytes(9);
            assertThat(head).hasSize(9);
            if (head[3] == 4 && head[4] == 1) {
                return;
            }
            socket.getInputStream().readNBytes(((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff));
        }
    }
}
