package io.kvorum.raft.core;

import io.kvorum.spi.consensus.Membership;
import java.util.List;

/**
 * What a member begins with.
 *
 * @param hardState as recorded
 * @param termRuns terms of the log's entries
 * @param entries the log above {@code appliedIndex}, up to its end
 * @param appliedIndex what the machine has applied; certainly committed
 * @param membership as of {@code appliedIndex}
 */
public record RecoveredState(
        HardState hardState, TermRuns termRuns, List<LogEntry> entries, long appliedIndex, Membership membership) {}
