package io.kvorum.raft.core;

import io.kvorum.spi.MemberId;

/**
 * A follower needs entries that are no longer in memory: read them from the log and give them to
 * {@link RaftCore#fetched}. At most one per follower is open.
 *
 * @param from first index
 * @param to last index that is useful; fewer may be given
 * @param bytesMax size that is useful
 */
public record LogFetch(MemberId follower, long from, long to, long bytesMax) {}
