package io.kvorum.e2e;

import io.kvorum.server.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The machine's etcd, single member, on free ports. */
final class RealEtcd implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final String endpoint;

    private RealEtcd(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static RealEtcd start(Path program, Path directory) {
        String client = "http://127.0.0.1:" + ServerProcess.freePort();
        String peer = "http://127.0.0.1:" + ServerProcess.freePort();
        try {
            Process process = new ProcessBuilder(List.of(
                            program.toString(),
                            "--data-dir=" + directory.resolve("data"),
                            "--listen-client-urls=" + client,
                            "--advertise-client-urls=" + client,
                            "--listen-peer-urls=" + peer,
                            "--initial-advertise-peer-urls=" + peer,
                            "--initial-cluster=default=" + peer))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("etcd.log").toFile())
                    .start();
            RealEtcd etcd = new RealEtcd(process, client);
            if (!Await.holdsWithin(START_LIMIT, etcd::serves)) {
                etcd.close();
                throw new IllegalStateException("etcd does not serve");
            }
            return etcd;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean serves() {
        try {
            return Http.get(endpoint + "/health").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    String endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
