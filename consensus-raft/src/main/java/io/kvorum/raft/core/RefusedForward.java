package io.kvorum.raft.core;

import io.kvorum.spi.consensus.ProposalFailure;

/**
 * The leader refused commands that this member had passed on.
 *
 * @param firstSequence number of the first; the others follow without gap
 */
public record RefusedForward(long firstSequence, int count, ProposalFailure failure) {}
