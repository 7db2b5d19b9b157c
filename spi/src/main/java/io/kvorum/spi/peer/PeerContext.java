package io.kvorum.spi.peer;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.List;

/** What the server lends a peer transport. */
public interface PeerContext {
    NodeRuntime runtime();

    MemberId memberId();

    long clusterId();

    /** Name of the consensus algorithm: members that run another one are refused. */
    String consensus();

    /** Where to listen, as URLs. */
    List<String> listenUrls();
}
