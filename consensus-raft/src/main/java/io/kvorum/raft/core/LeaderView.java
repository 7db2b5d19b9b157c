package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.ConsensusStatus.Role;
import java.util.Optional;

/** Who leads, as one member sees it. */
public record LeaderView(Role role, Optional<MemberId> leader, long term) {}
