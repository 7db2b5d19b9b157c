package io.kvorum.server.bootstrap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks members about their cluster, before this one belongs to it. Calls block. */
public interface ClusterInquiry {
    /**
     * Asks those who listen at peer URLs, all at once, who belongs to their cluster.
     *
     * @return their answers in the order of the URLs, without those who do not answer in time or know no members yet
     */
    List<RunningCluster> askMembers(List<String> urls, Duration limit);

    /**
     * Asks whoever listens at a peer URL which version its cluster has agreed upon, such as {@code 3.7.0}.
     *
     * @return empty if nobody answers in time, or nothing was agreed upon yet
     */
    Optional<String> askClusterVersion(String url, Duration limit);
}
