package io.kvorum.raft.driver;

import io.kvorum.raft.core.HardState;
import io.kvorum.raft.core.LogEntry;
import java.util.List;

/** A part of {@link io.kvorum.raft.core.Ready} on its way to the log. */
record StoreBatch(long sequence, HardState hardState, List<LogEntry> entries) {}
