package io.kvorum.server.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The classes of the packaged server as {@code kvorum-share-classes} leaves them, which halves what a start costs. Made when
 * the first server of a test run wants them, and kept for as long as the jars are the same.
 */
final class SharedClasses {
    private static final long LIMIT_SECONDS = 120;

    private SharedClasses() {}

    /** The archive for the server in {@code packaged}; empty if it cannot be made, and then starts take longer. */
    static synchronized Optional<Path> of(Path packaged) {
        Path library = packaged.resolve("lib");
        if (find(library).isEmpty()) {
            make(packaged);
        }
        return find(library);
    }

    /** An archive that is younger than all jars. */
    private static Optional<Path> find(Path library) {
        try (Stream<Path> entries = Files.list(library)) {
            List<Path> all = entries.toList();
            Optional<Path> youngestJar = all.stream()
                    .filter(file -> file.toString().endsWith(".jar"))
                    .max(Comparator.comparingLong(SharedClasses::modified));
            return all.stream()
                    .filter(file -> file.toString().endsWith(".jsa"))
                    .filter(file -> youngestJar
                            .filter(jar -> modified(jar) < modified(file))
                            .isPresent())
                    .findFirst();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void make(Path packaged) {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            packaged.resolve("bin/kvorum-share-classes").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process script = builder.start();
            if (!script.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                script.descendants().forEach(ProcessHandle::destroyForcibly);
                script.destroyForcibly();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
