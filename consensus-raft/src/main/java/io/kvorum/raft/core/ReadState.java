package io.kvorum.raft.core;

/**
 * A read request is answered.
 *
 * @param requestId what was given with the request
 * @param index the reader may read once this index is applied
 */
public record ReadState(long requestId, long index) {}
