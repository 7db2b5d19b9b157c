package io.kvorum.tck;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.List;

/** A peer transport's context made of given values. */
public record FixedPeerContext(
        NodeRuntime runtime, MemberId memberId, long clusterId, String consensus, List<String> listenUrls)
        implements PeerContext {}
