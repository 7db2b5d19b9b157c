package io.kvorum.raft.core;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.ProposalKind;

/** One command in {@link Message.ForwardedProposals}. */
public record ForwardedCommand(ProposalKind kind, Bytes command) {}
