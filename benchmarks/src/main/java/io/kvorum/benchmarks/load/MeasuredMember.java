package io.kvorum.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of a measured server: a member of a cluster, or the only one. It may be killed and started again. */
final class MeasuredMember {
    private final String name;
    private final List<String> command;
    private final Path log;
    private final int port;
    private volatile Process process;

    /** @param command words, without anything left to fill in */
    MeasuredMember(String name, List<String> command, Path log, int port) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.port = port;
    }

    void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start " + name, failure);
        }
    }

    /** Where clients connect. */
    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process as {@code kill -9} does, and returns at once; nothing happens if it was never started. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** What the process has written. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return "(unreadable: " + unreadable.getMessage() + ")";
        }
    }
}
