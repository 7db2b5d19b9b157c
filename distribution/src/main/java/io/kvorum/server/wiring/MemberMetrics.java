package io.kvorum.server.wiring;

import io.kvorum.server.config.Configuration;
import io.kvorum.server.config.Release;
import io.kvorum.spi.runtime.Metrics;
import io.kvorum.spi.storage.StorageBackend;

/** What of etcd's metrics only the whole server knows: its Java, its quota and the size of whatever backend it has. */
final class MemberMetrics {
    private MemberMetrics() {}

    static void register(Metrics metrics, Configuration configuration, StorageBackend storage) {
        long quota = EngineSettings.quotaBytes(configuration);
        metrics.gauge(
                "etcd_server_go_version",
                "Which Java version server is running with. 1 for 'server_go_version' label with current version.",
                () -> 1,
                "server_go_version",
                Release.javaVersion());
        metrics.gauge("etcd_server_quota_backend_bytes", "Current backend storage quota size in bytes.", () -> quota);
        metrics.gauge(
                "etcd_mvcc_db_total_size_in_bytes",
                "Total size of the underlying database physically allocated in bytes.",
                () -> storage.stats().onDisk());
        metrics.gauge(
                "etcd_mvcc_db_total_size_in_use_in_bytes",
                "Total size of the underlying database logically in use in bytes.",
                () -> storage.stats().inUse());
    }
}
