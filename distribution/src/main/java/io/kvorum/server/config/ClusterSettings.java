package io.kvorum.server.config;

import static io.kvorum.server.config.SettingGroup.CLUSTERING;

import io.kvorum.spi.config.ConfigKey;
import java.util.List;

/** Settings of the cluster and how a member finds it (section 2.2 of the contract). */
public final class ClusterSettings {
    public static final ConfigKey<UrlList> INITIAL_ADVERTISE_PEER_URLS = Keys.urls(
            "initial-advertise-peer-urls",
            UrlList.of("http://localhost:2380"),
            "Where the other members reach this one.");
    public static final ConfigKey<UrlList> ADVERTISE_CLIENT_URLS =
            Keys.urls("advertise-client-urls", UrlList.of("http://localhost:2379"), "Where clients reach this member.");
    public static final ConfigKey<String> INITIAL_CLUSTER = ConfigKey.text(
            "initial-cluster", "", "Founding members as name=peer URL, with commas. Empty means this member alone.");
    public static final ConfigKey<String> INITIAL_CLUSTER_STATE = Keys.oneOf(
            "initial-cluster-state",
            List.of("new", "existing"),
            "unexpected clusterState \"%s\"",
            "Whether the cluster is founded now or runs already.");
    public static final ConfigKey<String> INITIAL_CLUSTER_TOKEN = ConfigKey.text(
            "initial-cluster-token", "etcd-cluster", "Enters the ids of members and cluster, to tell clusters apart.");
    static final ConfigKey<String> AUTO_COMPACTION_MODE =
            ConfigKey.text("auto-compaction-mode", "periodic", "How to compact by itself: periodic or revision.");
    static final ConfigKey<String> AUTO_COMPACTION_RETENTION = ConfigKey.text(
            "auto-compaction-retention", "0", "What compaction leaves: a time, hours, or revisions; 0 for never.");
    static final ConfigKey<String> DISCOVERY_SRV =
            ConfigKey.text("discovery-srv", "", "DNS domain in which the members are found.");
    static final ConfigKey<String> DISCOVERY_TOKEN =
            ConfigKey.text("discovery-token", "", "Name of the cluster in the discovery service.");
    static final ConfigKey<String> DISCOVERY_ENDPOINTS =
            ConfigKey.text("discovery-endpoints", "", "Where the discovery service is.");
    static final ConfigKey<String> DISCOVERY_FALLBACK =
            ConfigKey.text("discovery-fallback", "exit", "What to do when discovery fails; only exit works.");

    private ClusterSettings() {}

    static List<Setting> all() {
        String discovery = "finding members by a discovery service comes";
        return List.of(
                Setting.active(CLUSTERING, INITIAL_ADVERTISE_PEER_URLS),
                Setting.active(CLUSTERING, ADVERTISE_CLIENT_URLS),
                Setting.active(CLUSTERING, INITIAL_CLUSTER),
                Setting.active(CLUSTERING, INITIAL_CLUSTER_STATE),
                Setting.active(CLUSTERING, INITIAL_CLUSTER_TOKEN),
                Setting.later(CLUSTERING, DISCOVERY_SRV, "finding members by DNS comes"),
                Setting.later(
                        CLUSTERING,
                        ConfigKey.text("discovery-srv-name", "", "Suffix of the service's name in DNS."),
                        "finding members by DNS comes"),
                Setting.later(CLUSTERING, DISCOVERY_TOKEN, discovery).inFileAs("discovery-config.token"),
                Setting.later(CLUSTERING, DISCOVERY_ENDPOINTS, discovery).inFileAs("discovery-config.client.endpoints"),
                Setting.later(
                        CLUSTERING,
                        Keys.seconds("discovery-dial-timeout", 2, "How long connecting to it may take."),
                        discovery),
                Setting.later(
                        CLUSTERING,
                        Keys.seconds("discovery-request-timeout", 5, "How long a request to it may take."),
                        discovery),
                Setting.later(
                        CLUSTERING,
                        Keys.seconds("discovery-keepalive-time", 2, "Time between two pings to it."),
                        discovery),
                Setting.later(
                        CLUSTERING,
                        Keys.seconds("discovery-keepalive-timeout", 6, "How long it may take to answer a ping."),
                        discovery),
                Setting.later(
                        CLUSTERING,
                        ConfigKey.bool("discovery-insecure-transport", true, "Whether to reach it without TLS."),
                        discovery),
                Setting.later(
                        CLUSTERING,
                        ConfigKey.bool("discovery-insecure-skip-tls-verify", false, "Trusts any certificate of it."),
                        discovery),
                Setting.later(CLUSTERING, ConfigKey.text("discovery-cert", "", "Certificate to show it."), discovery),
                Setting.later(CLUSTERING, ConfigKey.text("discovery-key", "", "Key of that certificate."), discovery),
                Setting.later(
                        CLUSTERING, ConfigKey.text("discovery-cacert", "", "Whose certificates to trust."), discovery),
                Setting.later(CLUSTERING, ConfigKey.text("discovery-user", "", "User name there."), discovery),
                Setting.later(
                        CLUSTERING,
                        ConfigKey.text("discovery-password", "", "Password there.")
                                .withSecretValue(),
                        discovery),
                Setting.active(CLUSTERING, DISCOVERY_FALLBACK),
                Setting.ignored(
                        CLUSTERING,
                        ConfigKey.bool("strict-reconfig-check", true, "Refuses changes that endanger the quorum."),
                        "members cannot be changed yet"),
                Setting.active(CLUSTERING, AUTO_COMPACTION_MODE),
                Setting.later(CLUSTERING, AUTO_COMPACTION_RETENTION, "compaction by itself comes"),
                Setting.ignored(
                        CLUSTERING,
                        ConfigKey.text("v2-deprecation", "write-only", "A phase of etcd's history."),
                        "etcd ignores it too"));
    }
}
