package io.kvorum.raft.driver;

import io.kvorum.raft.core.HardState;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.SnapshotNote;
import java.util.List;
import java.util.Optional;

/** A part of {@link io.kvorum.raft.core.Ready} on its way to the log. */
record StoreBatch(long sequence, HardState hardState, List<LogEntry> entries, Optional<SnapshotNote> note) {}
