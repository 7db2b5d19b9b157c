package io.kvorum.benchmarks.load;

import java.util.List;

/** Measures what some processes use from its creation on. */
final class UsageMeter {
    private static final long SELF = ProcessHandle.current().pid();

    private final List<Long> pids;
    private final double cpuBefore;
    private final double ownBefore;
    private final MachineTime machineBefore;

    UsageMeter(List<Long> pids) {
        this.pids = List.copyOf(pids);
        this.cpuBefore = cpuSeconds();
        this.ownBefore = ProcessUsage.cpuSeconds(SELF);
        this.machineBefore = MachineTime.now();
    }

    Usage soFar() {
        MachineTime machine = MachineTime.now();
        double cpu = cpuSeconds() - cpuBefore;
        double own = ProcessUsage.cpuSeconds(SELF) - ownBefore;
        double known = (cpu + own) / Math.max(machine.secondsSince(machineBefore), 1e-9);
        return new Usage(
                cpu,
                pids.stream().mapToLong(ProcessUsage::residentBytes).sum(),
                machine.stolenShareSince(machineBefore),
                Math.max(0, machine.usedShareSince(machineBefore) - known));
    }

    private double cpuSeconds() {
        return pids.stream().mapToDouble(ProcessUsage::cpuSeconds).sum();
    }
}
