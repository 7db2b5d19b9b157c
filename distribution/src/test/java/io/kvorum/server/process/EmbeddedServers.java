package io.kvorum.server.process;

import io.kvorum.server.Kvorum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Servers inside the test's own process, all closed together. Ports are free ones. */
public final class EmbeddedServers implements AutoCloseable {
    private final List<Kvorum> servers = new ArrayList<>();

    /** A server that keeps everything in memory; settings as pairs of name and value. */
    public Kvorum inMemory(String... settings) {
        return start(Kvorum.embedded().inMemory().port(0), settings);
    }

    /** A server with the default log and storage in {@code directory}. */
    public Kvorum durable(Path directory, String... settings) {
        return start(Kvorum.embedded().dataDirectory(directory).port(0), settings);
    }

    private Kvorum start(Kvorum.Builder builder, String... settings) {
        if (!Arrays.asList(settings).contains("listen-peer-urls")) {
            builder.setting("peer-transport", "none");
        }
        for (int i = 0; i < settings.length; i += 2) {
            builder.setting(settings[i], settings[i + 1]);
        }
        Kvorum server = builder.start();
        servers.add(server);
        return server;
    }

    @Override
    public void close() {
        servers.forEach(Kvorum::close);
    }
}
