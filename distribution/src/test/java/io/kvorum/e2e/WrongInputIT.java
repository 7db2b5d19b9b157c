package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.api.etcdserverpb.TxnRequest;
import io.kvorum.server.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong input gets the contract's answer or one clear sentence, and the server goes on. */
final class WrongInputIT {
    @TempDir
    static Path directory;

    @TempDir
    Path elsewhere;

    private static ServerProcess server;
    private static GrpcClient client;

    @BeforeAll
    static void start() {
        server = ServerProcess.in(directory).start();
        client = new GrpcClient(server.endpoint());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @AfterEach
    void theServerGoesOn() {
        long revision = client.put("alive", "yes");
        assertThat(client.get("alive").getKvs(0).getModRevision()).isEqualTo(revision);
        assertThat(server.log()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private String refused(int status, String... flags) {
        try (ServerProcess refused = ServerProcess.in(elsewhere)) {
            List<String> all = new ArrayList<>(List.of(flags));
            // Whatever runs on this machine besides, no start is to fail at the default port.
            all.add(0, "--listen-peer-urls=http://127.0.0.1:0");
            refused.run(all);
            assertThat(refused.exitStatus()).as(refused.log()).isEqualTo(status);
            assertThat(refused.log()).doesNotContain("Exception").doesNotContain("\tat ");
            return refused.log();
        }
    }

    @Test
    void anUnknownFlagIsToldTheNearestOne() {
        assertThat(refused(2, "--snapshot-cuont=5"))
                .startsWith("flag provided but not defined: --snapshot-cuont; did you mean --snapshot-count?\n");
    }

    @Test
    void aPortInUseIsNamed() {
        String url = server.endpoint();
        String log = refused(1, "--listen-client-urls=" + url, "--advertise-client-urls=" + url);
        assertThat(log).contains(url.substring("http://".length())).contains("in use");
    }

    @Test
    void anUnwritableDirectoryIsNamed() throws IOException {
        Path readOnly = Files.createDirectory(elsewhere.resolve("readonly"));
        Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-x------"));
        boolean allowedAll = Files.isWritable(readOnly);
        Path data = allowedAll ? Path.of("/proc/kvorum-data") : readOnly.resolve("data");
        Assumptions.assumeTrue(!allowedAll || Files.isDirectory(Path.of("/proc")), "everything is writable here");
        assertThat(refused(
                        1,
                        "--data-dir=" + data,
                        "--listen-client-urls=http://127.0.0.1:0",
                        "--advertise-client-urls=http://127.0.0.1:0"))
                .contains(data.toString());
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsNamed() throws IOException {
        Path file = Files.writeString(elsewhere.resolve("file"), "not a directory");
        assertThat(refused(
                        1,
                        "--data-dir=" + file,
                        "--listen-client-urls=http://127.0.0.1:0",
                        "--advertise-client-urls=http://127.0.0.1:0"))
                .contains(file.toString());
    }

    @Test
    void aSecondProcessOnTheDirectoryIsToldWhoHoldsIt() {
        Path data = directory.resolve("default.etcd");
        assertThat(refused(
                        1,
                        "--data-dir=" + data,
                        "--listen-client-urls=http://127.0.0.1:0",
                        "--advertise-client-urls=http://127.0.0.1:0"))
                .contains("is in use by process " + server.pid());
    }

    @Test
    void aLogAndAStorageThatDoNotAgreeAreToldSo() {
        assertThat(refused(
                        1,
                        "--storage=memory",
                        "--listen-client-urls=http://127.0.0.1:0",
                        "--advertise-client-urls=http://127.0.0.1:0"))
                .contains("log chronicle remembers when the process ends, but storage memory forgets");
    }

    @Test
    void anUnknownPartIsToldTheKnownOnes() {
        assertThat(refused(1, "--storage=rocks"))
                .contains("rocks")
                .contains("mapdb")
                .contains("memory");
    }

    @Test
    void randomBytesAreHungUpOn() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[1 + random.nextInt(3000)];
            random.nextBytes(garbage);
            answerTo(garbage);
        }
    }

    @Test
    void aTlsHelloIsHungUpOn() throws IOException {
        byte[] hello = new byte[517];
        byte[] start = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};
        System.arraycopy(start, 0, hello, 0, start.length);
        answerTo(hello);
    }

    @Test
    void halfARequestIsNobodysProblem() throws IOException {
        answerTo("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"key\""
                .getBytes(StandardCharsets.UTF_8));
        answerTo("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0".getBytes(StandardCharsets.ISO_8859_1));
        answerTo("PRI * HT".getBytes(StandardCharsets.ISO_8859_1));
        answerTo("GET /version HTTP/1.1\r\nHost: x".getBytes(StandardCharsets.UTF_8));
        answerTo(new byte[0]);
    }

    @Test
    void brokenFramesAfterTheHttp2PrefaceAreHungUpOn() throws IOException {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] frames = new byte[200];
        new SplittableRandom(3).nextBytes(frames);
        byte[] all = Arrays.copyOf(preface, preface.length + frames.length);
        System.arraycopy(frames, 0, all, preface.length, frames.length);
        answerTo(all);
    }

    /** Sends the bytes and no more, and reads until the server hangs up. */
    private static String answerTo(byte[] bytes) throws IOException {
        int port =
                Integer.parseInt(server.endpoint().substring(server.endpoint().lastIndexOf(':') + 1));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(90_000);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                InputStream answer = socket.getInputStream();
                return new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException reset) {
                return "";
            }
        }
    }

    @Test
    void r60_twoMegabytesAreTooLarge() {
        assertThatThrownBy(() -> client.put("large", "x".repeat(2_000_000)))
                .hasMessage("INVALID_ARGUMENT: etcdserver: request is too large");
        assertThatThrownBy(() -> client.put("large", "x".repeat(3_000_000)))
                .hasMessageMatching(
                        "RESOURCE_EXHAUSTED: grpc: received message larger than max \\(\\d+ vs\\. 2097152\\)");
        assertThat(client.get("large").getCount()).isZero();
    }

    @Test
    void r78_129OperationsAreTooMany() {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (int i = 0; i < 129; i++) {
            request.addSuccess(Requests.op(Requests.put("many/" + i, "x")));
        }
        assertThatThrownBy(() -> client.kv().txn(request.build()))
                .hasMessage("INVALID_ARGUMENT: etcdserver: too many operations in txn request");
    }

    @Test
    void r33_aNegativeRevisionMeansNewest() {
        client.put("negative", "newest");
        RangeRequest.Builder request = Requests.range("negative", "").setRevision(-7);
        assertThat(client.kv().range(request.build()).getKvs(0).getValue().toStringUtf8())
                .isEqualTo("newest");
        request.setRevision(1_000_000);
        assertThatThrownBy(() -> client.kv().range(request.build()))
                .hasMessage("OUT_OF_RANGE: etcdserver: mvcc: required revision is a future revision");
    }
}
