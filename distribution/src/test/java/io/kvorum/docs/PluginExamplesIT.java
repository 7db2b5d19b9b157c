package io.kvorum.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.docs.examples.AtOncePlugin;
import io.kvorum.docs.examples.LinePlugin;
import io.kvorum.docs.examples.SameProcessPlugin;
import io.kvorum.docs.examples.SingleFilePlugin;
import io.kvorum.docs.examples.WholeFilePlugin;
import io.kvorum.server.Kvorum;
import io.kvorum.server.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug-ins of the pages serve in a whole server. */
final class PluginExamplesIT {
    private static final String PUT = "{\"key\": \"Zm9v\", \"value\": \"YmFy\"}";
    private static final String GET = "{\"key\": \"Zm9v\"}";

    @TempDir
    Path directory;

    @Test
    void logAndStorageKeepWhatWasPutOverARestart() throws Exception {
        Kvorum.Builder builder = Kvorum.embedded()
                .plugin(new SingleFilePlugin())
                .plugin(new WholeFilePlugin())
                .dataDirectory(directory.resolve("data"))
                .setting("wal", "single-file")
                .setting("storage", "whole-file")
                .port(0);
        try (Kvorum server = builder.start()) {
            post(server, "put", PUT);
        }
        try (Kvorum server = builder.start()) {
            assertThat(post(server, "range", GET)).contains("\"value\":\"YmFy\"");
        }
    }

    @Test
    void consensusAndPeerTransportServeOneMember() throws Exception {
        Kvorum.Builder atOnce = Kvorum.embedded()
                .plugin(new AtOncePlugin())
                .inMemory()
                .setting("consensus", "at-once")
                .port(0);
        assertPutAndGet(atOnce);
        assertPutAndGet(Kvorum.embedded()
                .plugin(new SameProcessPlugin())
                .inMemory()
                .setting("peer-transport", "same-process")
                .port(0));
    }

    private static void assertPutAndGet(Kvorum.Builder builder) throws Exception {
        try (Kvorum server = builder.start()) {
            post(server, "put", PUT);
            assertThat(post(server, "range", GET)).contains("\"value\":\"YmFy\"");
        }
    }

    @Test
    void clientTransportServesBesideTheOthers() throws Exception {
        int port = ServerProcess.freePort();
        try (Kvorum server = Kvorum.embedded()
                        .plugin(new LinePlugin())
                        .inMemory()
                        .setting("client-transports", "http,line")
                        .setting("client-transport-line-port", String.valueOf(port))
                        .port(0)
                        .start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(ask(out, in, "get foo")).isEqualTo("none");
            assertThat(ask(out, in, "put foo bar")).isEqualTo("ok 2");
            assertThat(ask(out, in, "get foo")).isEqualTo("bar");
            assertThat(ask(out, in, "put  x"))
                    .isEqualTo("error: rpc error: code = InvalidArgument desc = etcdserver: key is not provided");
            assertThat(ask(out, in, "jump")).isEqualTo("error: put key value, or get key");
            assertThat(post(server, "range", GET)).contains("\"value\":\"YmFy\"");
        }
    }

    private static String ask(PrintWriter out, BufferedReader in, String line) throws IOException {
        out.println(line);
        return in.readLine();
    }

    private static String post(Kvorum server, String call, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.clientEndpoint() + "/v3/kv/" + call))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
