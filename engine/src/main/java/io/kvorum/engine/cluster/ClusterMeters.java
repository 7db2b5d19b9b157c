package io.kvorum.engine.cluster;

import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.EngineConfig;
import io.kvorum.spi.runtime.Metrics;
import java.util.Optional;

/** Who this member is and what the cluster agreed upon, under etcd's names. */
public final class ClusterMeters {
    private final ClusterState cluster;
    private final Metrics metrics;
    private Optional<String> shown = Optional.empty();

    public ClusterMeters(EngineConfig config, Metrics metrics, ClusterState cluster) {
        this.cluster = cluster;
        this.metrics = metrics;
        metrics.gauge(
                "etcd_server_id",
                "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
                () -> 1,
                "server_id",
                config.memberId().toString());
        metrics.gauge(
                "etcd_server_version",
                "Which version is running. 1 for 'server_version' label with current version.",
                () -> 1,
                "server_version",
                config.serverVersion());
        metrics.gauge(
                "etcd_server_is_learner",
                "Whether or not this member is a learner. 1 if is, 0 otherwise.",
                () -> cluster.view()
                                .find(config.memberId())
                                .map(Member::getIsLearner)
                                .orElse(false)
                        ? 1
                        : 0);
    }

    /** Something was applied or restored: a version that is new to us gets its line. Apply lane. */
    public void onProgress() {
        Optional<String> version = cluster.view().version();
        if (version.equals(shown)) {
            return;
        }
        shown = version;
        version.map(ClusterMeters::majorAndMinor)
                .ifPresent(name -> metrics.gauge(
                        "etcd_cluster_version",
                        "Which version is running. 1 for 'cluster_version' label with current cluster version",
                        () -> isCurrent(name) ? 1 : 0,
                        "cluster_version",
                        name));
    }

    private boolean isCurrent(String name) {
        return cluster.view()
                .version()
                .map(ClusterMeters::majorAndMinor)
                .filter(name::equals)
                .isPresent();
    }

    private static String majorAndMinor(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }
}
