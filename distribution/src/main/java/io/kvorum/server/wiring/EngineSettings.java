package io.kvorum.server.wiring;

import io.kvorum.engine.EngineConfig;
import io.kvorum.server.config.ClusterSettings;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.LogSettings;
import io.kvorum.server.config.MemberSettings;
import io.kvorum.server.config.PartSettings;
import io.kvorum.server.config.Release;
import io.kvorum.server.config.TuningSettings;
import io.kvorum.server.directory.NodeIdentity;
import java.time.Duration;

/** Turns settings into what the engine is told; a 0 that means "the default" becomes the default. */
final class EngineSettings {
    private static final long QUOTA_BYTES_DEFAULT = 2L << 30;
    private static final int COMPACTION_BATCH_DEFAULT = 1_000;
    private static final Duration COMPACTION_PAUSE_DEFAULT = Duration.ofMillis(10);
    private static final Duration PROGRESS_INTERVAL_DEFAULT = Duration.ofMinutes(10);

    private EngineSettings() {}

    static EngineConfig of(Configuration configuration, NodeIdentity identity) {
        long quota = quotaBytes(configuration);
        long batch = configuration.get(TuningSettings.COMPACTION_BATCH_LIMIT);
        Duration pause = configuration.get(TuningSettings.COMPACTION_SLEEP_INTERVAL);
        Duration progress = configuration.get(TuningSettings.WATCH_PROGRESS_NOTIFY_INTERVAL);
        return new EngineConfig(
                identity.memberId(),
                identity.clusterId(),
                configuration.get(MemberSettings.NAME),
                configuration.get(ClusterSettings.ADVERTISE_CLIENT_URLS).urls(),
                Release.ETCD_VERSION,
                Duration.ofMillis(configuration.get(MemberSettings.HEARTBEAT_INTERVAL)),
                Duration.ofMillis(configuration.get(MemberSettings.ELECTION_TIMEOUT)),
                configuration.get(MemberSettings.MAX_REQUEST_BYTES).intValue(),
                configuration.get(MemberSettings.MAX_TXN_OPS).intValue(),
                quota < 0 ? EngineConfig.NO_QUOTA : quota,
                configuration.get(PartSettings.ROW_CACHE_BYTES),
                batch == 0 ? COMPACTION_BATCH_DEFAULT : (int) batch,
                pause.isZero() ? COMPACTION_PAUSE_DEFAULT : pause,
                progress.isZero() ? PROGRESS_INTERVAL_DEFAULT : progress,
                configuration.get(LogSettings.WARNING_APPLY_DURATION),
                configuration.get(ClusterSettings.STRICT_RECONFIG_CHECK),
                configuration.get(TuningSettings.MAX_LEARNERS).intValue());
    }

    /** The quota in force; negative for none. */
    static long quotaBytes(Configuration configuration) {
        long given = configuration.get(MemberSettings.QUOTA_BACKEND_BYTES);
        return given == 0 ? QUOTA_BYTES_DEFAULT : given;
    }
}
