package io.kvorum.raft.core;

import io.kvorum.spi.consensus.SnapshotMeta;

/** What the log must say about a snapshot that is taken over, so that a crash at any point finds a way on. */
public sealed interface SnapshotNote {
    SnapshotMeta meta();

    /**
     * The machine is about to take the snapshot over; stored after the entries of its part. A machine that is found at
     * exactly this snapshot has finished; one that is found at an older place has not begun, and the log before this note
     * counts as if there were no note.
     */
    record Announced(SnapshotMeta meta) implements SnapshotNote {}

    /** The machine holds the snapshot durably, and the log begins after it; stored before the entries of its part. */
    record Installed(SnapshotMeta meta) implements SnapshotNote {}
}
