package io.kvorum.transport.http;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.client.ClientTransport;
import io.kvorum.spi.client.ClientTransportContext;
import io.kvorum.spi.client.ClientTransportFactory;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.tck.ThreadedRuntime;
import io.kvorum.tck.sim.RecordedMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** A node with transports found as plug-ins, on a free port, and a client for it. */
final class TestNode implements ClientTransportContext, AutoCloseable {
    final FakeServices services = new FakeServices();
    final ThreadedRuntime runtime = new ThreadedRuntime(Path.of("."));
    final List<ClientTransport> transports = new ArrayList<>();
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestNode(Config httpConfig, String... names) {
        for (String name : names) {
            ClientTransportFactory factory = factory(name);
            Config config = name.equals("http") ? httpConfig : Config.defaults(factory.configKeys());
            transports.add(factory.create(config, this));
        }
        transports.forEach(ClientTransport::bind);
    }

    /** Serves HTTP alone, with default settings. */
    static TestNode serving() {
        return new TestNode(Config.defaults(HttpSettings.KEYS), "http").serve();
    }

    TestNode serve() {
        transports.forEach(transport -> transport.serve(services.all()));
        return this;
    }

    private static ClientTransportFactory factory(String name) {
        return ServiceLoader.load(KvorumPlugin.class).stream()
                .flatMap(plugin -> plugin.get().clientTransportFactories().stream())
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) transports.get(0).boundAddresses().get(0);
    }

    Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address().getPort());
        socket.setSoTimeout(90_000);
        return socket;
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address().getPort() + path))
                .timeout(Duration.ofSeconds(90))
                .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    RecordedMetrics metrics() {
        return (RecordedMetrics) runtime.metrics();
    }

    @Override
    public NodeRuntime runtime() {
        return runtime;
    }

    @Override
    public List<String> listenUrls() {
        return List.of("http://127.0.0.1:0");
    }

    @Override
    public int requestBytesMax() {
        return 1_572_864;
    }

    @Override
    public <T> T shared(Class<T> type, Supplier<T> supplier) {
        return type.cast(shared.computeIfAbsent(type, absent -> supplier.get()));
    }

    @Override
    public void close() throws Exception {
        transports.forEach(ClientTransport::close);
        for (Object instance : shared.values()) {
            ((AutoCloseable) instance).close();
        }
        runtime.close();
    }
}
