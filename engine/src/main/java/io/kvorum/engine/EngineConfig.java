package io.kvorum.engine;

import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.List;

/**
 * What an engine is told about its node and its bounds.
 *
 * @param memberName the member's name, published through the log (R283)
 * @param clientUrls where clients reach this member, published through the log
 * @param serverVersion version of the etcd API, {@code major.minor.patch}
 * @param heartbeatInterval of the consensus algorithm; with the next it bounds lease times (R121)
 * @param electionTimeout of the consensus algorithm
 * @param requestBytesMax largest replicated request in bytes (R60)
 * @param operationsMax operations per list of a transaction (R78)
 * @param quotaBytes size of the backend above which writes are refused (R306); {@link #NO_QUOTA} for none
 * @param rowCacheBytes memory for rows that are read or were just written; 0 switches the cache off
 * @param compactionBatch revisions removed per step of a compaction (R104)
 * @param compactionPause between two steps
 * @param watchProgressInterval between progress notifications (R183)
 * @param slowApply applying one list of entries for longer gives a warning
 * @param strictReconfiguration whether changes of membership that endanger the quorum are refused (R274)
 * @param learnersMax learners that the cluster may have (R276)
 */
public record EngineConfig(
        MemberId memberId,
        long clusterId,
        String memberName,
        List<String> clientUrls,
        String serverVersion,
        Duration heartbeatInterval,
        Duration electionTimeout,
        int requestBytesMax,
        int operationsMax,
        long quotaBytes,
        long rowCacheBytes,
        int compactionBatch,
        Duration compactionPause,
        Duration watchProgressInterval,
        Duration slowApply,
        boolean strictReconfiguration,
        int learnersMax) {
    /** No quota. */
    public static final long NO_QUOTA = Long.MAX_VALUE;

    /** A member that is more entries than this behind what is committed takes no further requests (R59). */
    public static final int BACKLOG_MAX = 5_000;

    public EngineConfig {
        clientUrls = List.copyOf(clientUrls);
    }

    /** How long the server itself waits for a request to come through: 5 s and two election timeouts. */
    public Duration requestTimeout() {
        return Duration.ofSeconds(5).plus(electionTimeout.multipliedBy(2));
    }
}
