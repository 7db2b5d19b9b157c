package io.kvorum.spi.peer;

import io.kvorum.spi.MemberId;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.List;

/** What the server lends a peer transport. */
public interface PeerContext {
    NodeRuntime runtime();

    /** This member. Means nothing, and may be null, while {@link #clusterId()} is 0. */
    MemberId memberId();

    /** The cluster; 0 for a stranger, who asks other members before it knows its cluster (PEER-4). */
    long clusterId();

    /** Name of the consensus algorithm: members that run another one are refused. */
    String consensus();

    /** Where to listen, as URLs. */
    List<String> listenUrls();

    /**
     * Where this member is reached, as its operator says at this start; empty if he does not. It is told to the others,
     * beside what the membership says of this member: after a loss of power, both the own membership and that of others can
     * be older than the move to another address (PEER-7).
     */
    default List<String> advertisedUrls() {
        return List.of();
    }

    /**
     * A handshake with a member of the membership failed for good: until an operator acts, trying again is in vain,
     * though the transport does. Called on threads of the transport, must not block; may be repeated for the same
     * reason. A server halts when its cluster has removed it.
     */
    default void onRefused(PeerRefusal refusal) {}
}
