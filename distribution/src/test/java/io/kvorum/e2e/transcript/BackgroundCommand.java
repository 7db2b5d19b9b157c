package io.kvorum.e2e.transcript;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command of the shell, with its output in files. */
final class BackgroundCommand {
    private final Process process;
    private final Path standardOutput;
    private final Path standardError;

    BackgroundCommand(ProcessBuilder builder, Path folder) {
        try {
            standardOutput = Files.createTempFile(folder, "stdout", "");
            standardError = Files.createTempFile(folder, "stderr", "");
            process = builder.redirectOutput(standardOutput.toFile())
                    .redirectError(standardError.toFile())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void write(String text) {
        try {
            OutputStream input = process.getOutputStream();
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException ended) {
            // The command ended without reading all of its input; its output shows whether that is right.
        }
    }

    void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException ended) {
            // As above.
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String standardOutput() {
        return content(standardOutput);
    }

    String standardError() {
        return content(standardError);
    }

    /** Ends it by a signal. SIGTERM, since SIGINT is ignored below a shell that runs its jobs in the background. */
    void interrupt() {
        // Not process.destroy(), which would close its input first.
        process.toHandle().destroy();
    }

    /** Waits for its end; the status, more than 128 after a signal. */
    int exitStatus() {
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "the command does not end; it printed:\n" + standardOutput() + standardError());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
