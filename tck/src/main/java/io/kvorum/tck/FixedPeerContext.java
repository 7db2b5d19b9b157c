package io.kvorum.tck;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerContext;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.List;

/** A peer transport's context made of given values. */
public record FixedPeerContext(
        NodeRuntime runtime,
        MemberId memberId,
        long clusterId,
        String consensus,
        List<String> listenUrls,
        List<String> advertisedUrls)
        implements PeerContext {
    /** One that advertises what it listens at. */
    public FixedPeerContext(
            NodeRuntime runtime, MemberId memberId, long clusterId, String consensus, List<String> listenUrls) {
        this(runtime, memberId, clusterId, consensus, listenUrls, listenUrls);
    }
}
