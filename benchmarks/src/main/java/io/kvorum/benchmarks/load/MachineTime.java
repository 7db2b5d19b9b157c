package io.kvorum.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Time of all processors since the machine's start, in ticks, from {@code /proc/stat}: Linux only.
 *
 * @param all every tick, idle ones too
 * @param used by any process here
 * @param stolen those that the host of a virtual machine gave to others
 */
record MachineTime(long all, long used, long stolen) {
    /** user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two. */
    private static final int FIELDS = 8;

    private static final int IDLE = 4;
    private static final int WAITING_FOR_DISKS = 5;

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
        long stolen = Long.parseLong(fields[FIELDS]);
        long unused = Long.parseLong(fields[IDLE]) + Long.parseLong(fields[WAITING_FOR_DISKS]);
        return new MachineTime(all, all - unused - stolen, stolen);
    }

    double stolenShareSince(MachineTime before) {
        return all == before.all ? 0 : (double) (stolen - before.stolen) / (all - before.all);
    }

    double usedShareSince(MachineTime before) {
        return all == before.all ? 0 : (double) (used - before.used) / (all - before.all);
    }

    /** The time of all processors together, in seconds. */
    double secondsSince(MachineTime before) {
        return (all - before.all) / ProcessUsage.TICKS_PER_SECOND;
    }
}
