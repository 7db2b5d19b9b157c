package io.kvorum.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server process of this comparison, on loopback ports and a directory of its own. */
final class MeasuredServer implements AutoCloseable {
    private static final long START_SECONDS_MAX = 60;

    private final String name;
    private final Process process;
    private final Path directory;
    private final int port;

    private MeasuredServer(String name, Process process, Path directory, int port) {
        this.name = name;
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts a command and waits until it answers.
     *
     * @param command words; {@code {port}}, {@code {peer}} and {@code {dir}} stand for what the server is to use
     * @param probe a call that succeeds once it serves
     */
    static MeasuredServer start(String name, List<String> command, Path root, Workload probe) {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(root), name + "-");
            int port = freePort();
            int peer = freePort();
            List<String> words = new ArrayList<>();
            for (String word : command) {
                words.add(word.replace("{port}", "" + port)
                        .replace("{peer}", "" + peer)
                        .replace("{dir}", directory.resolve("data").toString()));
            }
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            MeasuredServer server = new MeasuredServer(name, process, directory, port);
            server.awaitAnswer(probe);
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start " + name, failure);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    Connections connect(int count) {
        return new Connections("127.0.0.1", port, count);
    }

    private void awaitAnswer(Workload probe) throws IOException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        try (Connections one = connect(1)) {
            while (true) {
                try {
                    ClientCalls.blockingUnaryCall(
                            one.of(0),
                            probe.method(),
                            CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS),
                            probe.request().apply(0));
                    return;
                } catch (StatusRuntimeException notYet) {
                    if (!process.isAlive() || System.nanoTime() > giveUp) {
                        process.destroyForcibly();
                        throw new IOException(
                                name + " does not answer; its log:\n" + Files.readString(directory.resolve("log")),
                                notYet);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException left) {
            throw new UncheckedIOException("cannot remove " + directory, left);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
