package io.kvorum.tck;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.peer.PeerTransport;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.WalOpener;

/** An algorithm's context made of given values; {@code log} and {@code peers} are null for one that uses none. */
public record FixedConsensusContext(
        NodeRuntime runtime, MemberId memberId, long clusterId, Bootstrap bootstrap, WalOpener log, PeerTransport peers)
        implements ConsensusContext {}
