package io.kvorum.benchmarks.load;

import java.util.List;

/** Measures what some processes use from its creation on. */
final class UsageMeter {
    private final List<Long> pids;
    private final double cpuBefore;
    private final MachineTime machineBefore;

    UsageMeter(List<Long> pids) {
        this.pids = List.copyOf(pids);
        this.cpuBefore = cpuSeconds();
        this.machineBefore = MachineTime.now();
    }

    Usage soFar() {
        return new Usage(
                cpuSeconds() - cpuBefore,
                pids.stream().mapToLong(ProcessUsage::residentBytes).sum(),
                MachineTime.now().stolenShareSince(machineBefore));
    }

    private double cpuSeconds() {
        return pids.stream().mapToDouble(ProcessUsage::cpuSeconds).sum();
    }
}
