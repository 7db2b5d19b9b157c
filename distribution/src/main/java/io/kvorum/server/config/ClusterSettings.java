package io.kvorum.server.config;

import static io.kvorum.server.config.SettingGroup.CLUSTERING;

import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
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
    public static final ConfigKey<String> DISCOVERY_SRV =
            ConfigKey.text("discovery-srv", "", "DNS domain in which the members are found.");
    public static final ConfigKey<String> DISCOVERY_SRV_NAME =
            ConfigKey.text("discovery-srv-name", "", "Suffix of the service's name in DNS.");
    public static final ConfigKey<String> DISCOVERY_TOKEN =
            ConfigKey.text("discovery-token", "", "Name of the cluster in the discovery service.");
    public static final ConfigKey<String> DISCOVERY_ENDPOINTS = ConfigKey.text(
            "discovery-endpoints", "", "Client URLs of the cluster that is the discovery service, with commas.");
    public static final ConfigKey<Duration> DISCOVERY_REQUEST_TIMEOUT =
            Keys.seconds("discovery-request-timeout", 5, "How long a request to it may take.");
    public static final ConfigKey<Duration> DISCOVERY_KEEPALIVE_TIME =
            Keys.seconds("discovery-keepalive-time", 2, "Time between two pings to it.");
    public static final ConfigKey<Duration> DISCOVERY_KEEPALIVE_TIMEOUT =
            Keys.seconds("discovery-keepalive-timeout", 6, "How long it may take to answer a ping.");
    static final ConfigKey<String> DISCOVERY_FALLBACK =
            ConfigKey.text("discovery-fallback", "exit", "What to do when discovery fails; only exit works.");

    public static final ConfigKey<Boolean> STRICT_RECONFIG_CHECK =
            ConfigKey.bool("strict-reconfig-check", true, "Refuses changes that endanger the quorum.");

    private ClusterSettings() {}

    static List<Setting> all() {
        String discovery = "a discovery service with TLS or users comes";
        return List.of(
                Setting.active(CLUSTERING, INITIAL_ADVERTISE_PEER_URLS),
                Setting.active(CLUSTERING, ADVERTISE_CLIENT_URLS),
                Setting.active(CLUSTERING, INITIAL_CLUSTER),
                Setting.active(CLUSTERING, INITIAL_CLUSTER_STATE),
                Setting.active(CLUSTERING, INITIAL_CLUSTER_TOKEN),
                Setting.active(CLUSTERING, DISCOVERY_SRV),
                Setting.active(CLUSTERING, DISCOVERY_SRV_NAME),
                Setting.active(CLUSTERING, DISCOVERY_TOKEN).inFileAs("discovery-config.token"),
                Setting.active(CLUSTERING, DISCOVERY_ENDPOINTS).inFileAs("discovery-config.client.endpoints"),
                Setting.ignored(
                        CLUSTERING,
                        Keys.seconds("discovery-dial-timeout", 2, "How long connecting to it may take."),
                        "the time for a request covers connecting"),
                Setting.active(CLUSTERING, DISCOVERY_REQUEST_TIMEOUT),
                Setting.active(CLUSTERING, DISCOVERY_KEEPALIVE_TIME),
                Setting.active(CLUSTERING, DISCOVERY_KEEPALIVE_TIMEOUT),
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
                Setting.active(CLUSTERING, STRICT_RECONFIG_CHECK),
                Setting.active(CLUSTERING, AUTO_COMPACTION_MODE),
                Setting.later(CLUSTERING, AUTO_COMPACTION_RETENTION, "compaction by itself comes"),
                Setting.ignored(
                        CLUSTERING,
                        ConfigKey.text("v2-deprecation", "write-only", "A phase of etcd's history."),
                        "etcd ignores it too"));
    }
}
