package io.kvorum.server.bootstrap;

import java.time.Duration;
import java.util.Optional;

/** Asks members about their cluster, before this one belongs to it. */
@FunctionalInterface
public interface ClusterInquiry {
    /**
     * Asks whoever listens at a peer URL. Blocks.
     *
     * @return empty if nobody answers in time, or who answers knows no members yet
     */
    Optional<RunningCluster> ask(String url, Duration limit);
}
