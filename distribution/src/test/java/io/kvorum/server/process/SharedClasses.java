package io.kvorum.server.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The classes of the packaged server as {@code kvorum-share-classes} leaves them, which halves what a start costs. Made when
 * the first server of a test run wants them; the name says for which jars, as in {@code bin/kvorum}.
 */
final class SharedClasses {
    private static final long LIMIT_SECONDS = 120;
    private static final String SUM = "cat lib/kvorum-*.jar | cksum | cut -d ' ' -f 1";

    private static Path known;

    private SharedClasses() {}

    /** The archive for the server in {@code packaged}; empty if it cannot be made, and then starts take longer. */
    static synchronized Optional<Path> of(Path packaged) {
        if (known == null) {
            known = packaged.resolve("lib").resolve("classes-" + run(packaged, "sh", "-c", SUM) + ".jsa");
            if (!Files.exists(known)) {
                run(packaged, "bin/kvorum-share-classes");
            }
        }
        return Optional.of(known).filter(Files::exists);
    }

    /** What a program says on its standard output, without the end of the line. */
    private static String run(Path directory, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            // A line at most, for which the pipe has room
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
