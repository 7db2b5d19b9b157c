package io.kvorum.server.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * What the operating system says of this process, under Prometheus' usual names. Linux shows it below {@code /proc};
 * elsewhere, and in sandboxes that hide it, a value is NaN.
 */
public final class ProcessMetrics {
    // The unit in which Linux shows processor time to programs: 1/100 s on every architecture.
    private static final double TICKS_PER_SECOND = 100;
    private static final Path PROCESS = Path.of("/proc/self");

    private ProcessMetrics() {}

    /** Registers all of them with a node's runtime. Files are read only when somebody looks. */
    public static void register(ThreadedNodeRuntime runtime) {
        NodeMetrics metrics = (NodeMetrics) runtime.metrics();
        metrics.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", () -> statusBytes("VmRSS:"));
        metrics.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", () -> statusBytes("VmSize:"));
        metrics.counterFrom(
                "process_cpu_seconds_total",
                "Total user and system CPU time spent in seconds.",
                ProcessMetrics::processorSeconds);
        metrics.gauge("process_open_fds", "Number of open file descriptors.", ProcessMetrics::openFiles);
        metrics.gauge("process_max_fds", "Maximum number of open file descriptors.", ProcessMetrics::openFilesMax);
        metrics.gauge("os_fd_used", "The number of used file descriptors.", ProcessMetrics::openFiles);
        metrics.gauge("os_fd_limit", "The file descriptor limit.", ProcessMetrics::openFilesMax);
        double started = startSeconds();
        metrics.gauge(
                "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", () -> started);
    }

    /** How many files this process may hold open; NaN if unknown. */
    public static double openFilesMax() {
        return firstNumber(PROCESS.resolve("limits"), "Max open files");
    }

    private static double startSeconds() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .map(milliseconds -> milliseconds / 1_000.0)
                .orElse(Double.NaN);
    }

    private static double statusBytes(String line) {
        return firstNumber(PROCESS.resolve("status"), line) * 1_024;
    }

    private static double openFiles() {
        try (Stream<Path> files = Files.list(PROCESS.resolve("fd"))) {
            return files.count();
        } catch (IOException unreadable) {
            return Double.NaN;
        }
    }

    private static double processorSeconds() {
        try {
            String line = Files.readString(PROCESS.resolve("stat"));
            // The program's name stands in parentheses and may contain anything; user and system time follow as the
            // twelfth and thirteenth field after it.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        } catch (IOException unreadable) {
            return Double.NaN;
        }
    }

    private static double firstNumber(Path file, String lineStart) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(lineStart))
                    .map(line -> line.substring(lineStart.length()).strip().split("\\s+")[0])
                    .mapToDouble(text -> text.equals("unlimited") ? Double.POSITIVE_INFINITY : Double.parseDouble(text))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException unreadable) {
            return Double.NaN;
        }
    }
}
