package io.kvorum.server.runtime;

/**
 * Which lane runs on which thread: the one table.
 *
 * <p>On up to {@value #SMALL_MACHINE_CORES} cores the lanes of the write path that only compute share a thread, because a
 * hand-over costs more there than it wins. What waits for the disk has threads of its own everywhere: the log's sync, the
 * storage's flush, and snapshots. Fan-out of watches never delays a reply, so it does not share the
 * thread of apply. Ranges have one thread per lane, of which there are as many as the runtime's parallelism.
 */
final class LanePlacement {
    static final int SMALL_MACHINE_CORES = 4;

    private final int cores;

    LanePlacement(int cores) {
        this.cores = cores;
    }

    /** Name of the thread for a lane; lanes with the same answer share it. */
    String threadOf(String lane) {
        boolean small = cores <= SMALL_MACHINE_CORES;
        return switch (lane) {
            case "raft", "apply", "lease", "read-gate", "lease-gate", "sweep" ->
                small ? "kvorum-apply" : "kvorum-" + lane;
            default -> "kvorum-" + lane;
        };
    }

    /**
     * Priority of a thread. What nobody waits for is behind: a gigabyte that another member gets, or a store that is written
     * anew, may take longer, but no client's call. Not every JVM passes priorities on; the launcher's flags make ours do so.
     */
    int priorityOf(String thread) {
        return switch (thread) {
            case "kvorum-snapshot",
                    "kvorum-storage-rebuild",
                    "kvorum-peer-snapshot-send",
                    "kvorum-peer-snapshot-receive" -> Thread.MIN_PRIORITY;
            default -> Thread.NORM_PRIORITY;
        };
    }
}
