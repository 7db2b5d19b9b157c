package io.kvorum.spi.peer;

import io.kvorum.spi.MemberId;

/** Whom to call. */
public sealed interface PeerTarget {
    /** A member of the cluster. */
    record Known(MemberId id) implements PeerTarget {}

    /** Whoever listens at a peer URL: before this member knows its cluster. */
    record Address(String url) implements PeerTarget {}
}
