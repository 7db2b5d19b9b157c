package io.kvorum.server.bootstrap;

import java.time.Duration;
import java.util.Optional;

/** Asks members about their cluster, before this one belongs to it. Calls block. */
public interface ClusterInquiry {
    /**
     * Asks whoever listens at a peer URL who belongs to its cluster.
     *
     * @return empty if nobody answers in time, or who answers knows no members yet
     */
    Optional<RunningCluster> askMembers(String url, Duration limit);

    /**
     * Asks whoever listens at a peer URL which version its cluster has agreed upon, such as {@code 3.7.0}.
     *
     * @return empty if nobody answers in time, or nothing was agreed upon yet
     */
    Optional<String> askClusterVersion(String url, Duration limit);
}
