package io.kvorum.server.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server as users run it: a process of its own, started from the packaged directory or, before packaging, from this
 * build's class path. Closing it kills it.
 */
public final class ServerProcess implements AutoCloseable {
    /** The exit status after {@link #kill}: whoever ended by himself has another one. */
    public static final int KILLED = 137;

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Pattern LISTENING = Pattern.compile("serving client traffic.*address=\\S*:(\\d+)");

    private final List<String> launcher;
    private final Path directory;
    private final List<String> flags;
    private final Path log;
    private Process process;
    private String endpoint;

    private ServerProcess(List<String> launcher, Path directory, List<String> flags) {
        this.launcher = launcher;
        this.directory = directory;
        this.flags = List.copyOf(flags);
        this.log = directory.resolve("server.log");
    }

    /** A server in {@code directory} (working directory, data, log) on a free port; not started yet. */
    public static ServerProcess in(Path directory, String... flags) {
        return new ServerProcess(launcher(), directory, List.of(flags));
    }

    /** The same, by the launcher of an unpacked server in {@code home}. */
    public static ServerProcess packagedIn(Path home, Path directory, String... flags) {
        return new ServerProcess(List.of(home.resolve("bin/kvorum").toString()), directory, List.of(flags));
    }

    /** Starts it, or starts it again on the same data and port, and waits until it serves. */
    public ServerProcess start() {
        int port = endpoint == null ? 0 : Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
        String url = "http://127.0.0.1:" + port;
        List<String> all = new ArrayList<>(List.of("--listen-client-urls=" + url, "--advertise-client-urls=" + url));
        if (flags.stream().noneMatch(flag -> flag.startsWith("--listen-peer-urls"))) {
            all.add("--listen-peer-urls=http://127.0.0.1:0");
        }
        all.addAll(flags);
        run(all);
        awaitServing();
        return this;
    }

    /** Starts it with exactly these flags, and waits for nothing. */
    public ServerProcess run(List<String> exactFlags) {
        try {
            Files.deleteIfExists(log);
            List<String> command = new ArrayList<>(launcher);
            command.addAll(exactFlags);
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start the server", failure);
        }
    }

    private static List<String> launcher() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path packaged = Path.of("target", "kvorum-0.1.0-SNAPSHOT").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx512m",
                // These servers live for seconds: to compile them well costs more than it brings.
                "-XX:TieredStopAtLevel=1"));
        if (Files.isDirectory(packaged.resolve("lib"))) {
            // The JVM's own messages as in bin/kvorum: a mismatch of classes is no output of the server.
            command.addAll(List.of("-Xlog:disable", "-Xlog:all=error,cds*=off:stderr"));
            SharedClasses.of(packaged).ifPresent(archive -> command.add("-XX:SharedArchiveFile=" + archive));
            command.addAll(List.of(
                    "-Dkvorum.home=" + packaged,
                    "-jar",
                    packaged.resolve("lib/kvorum-distribution-0.1.0-SNAPSHOT.jar")
                            .toString()));
        } else {
            command.addAll(List.of(
                    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.kvorum.server.Main"));
        }
        return command;
    }

    /** Waits until it serves clients, which a member of a cluster does when a majority is there. */
    public void awaitServing() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher line = LISTENING.matcher(log());
            if (line.find()) {
                endpoint = "http://127.0.0.1:" + line.group(1);
                return;
            }
            if (exited(Duration.ofMillis(20))) {
                throw new IllegalStateException("the server ended with status " + process.exitValue() + ":\n" + log());
            }
        }
        throw new IllegalStateException("the server does not serve after " + START_LIMIT + ":\n" + log());
    }

    /** Where clients connect, as a URL. */
    public String endpoint() {
        return endpoint;
    }

    /** Everything it printed since its last start. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The directory it works in; its data are below, in {@code default.etcd} unless a flag says otherwise. */
    public Path directory() {
        return directory;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL, and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        exitStatus();
    }

    /** SIGTERM; gives the exit status. */
    public int stop() {
        process.destroy();
        return exitStatus();
    }

    /** Waits for the end. */
    public int exitStatus() {
        if (!exited(START_LIMIT)) {
            throw new IllegalStateException("the server does not end:\n" + log());
        }
        return process.exitValue();
    }

    private boolean exited(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** A port that is free now; see {@link FreePorts}. */
    public static int freePort() {
        return FreePorts.next();
    }

    /** Sends a signal by its name without SIG, such as STOP. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("cannot send " + name + " to " + pid());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            exited(START_LIMIT);
        }
    }
}
