package io.kvorum.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Time of all processors since the machine's start, in ticks, from {@code /proc/stat}: Linux only.
 *
 * @param all every tick, idle ones too
 * @param stolen those that the host of a virtual machine gave to others
 */
record MachineTime(long all, long stolen) {
    /** user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two. */
    private static final int FIELDS = 8;

    static MachineTime now() {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            return of(lines.findFirst().orElseThrow());
        } catch (IOException missing) {
            throw new UncheckedIOException("the machine's time cannot be read", missing);
        }
    }

    /** @param line the line {@code cpu} of {@code /proc/stat} */
    static MachineTime of(String line) {
        String[] fields = line.split(" +");
        long all = 0;
        for (int field = 1; field <= FIELDS; field++) {
            all += Long.parseLong(fields[field]);
        }
        return new MachineTime(all, Long.parseLong(fields[FIELDS]));
    }

    double stolenShareSince(MachineTime before) {
        return all == before.all ? 0 : (double) (stolen - before.stolen) / (all - before.all);
    }
}
