package io.kvorum.server.config;

import static io.kvorum.server.config.SettingGroup.MEMBER;
import static io.kvorum.server.config.SettingGroup.UNSAFE;

import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
import java.util.List;

/** Settings of one member (section 2.1 of the contract) and the unsafe ones. */
public final class MemberSettings {
    public static final ConfigKey<String> NAME =
            ConfigKey.text("name", "default", "Name of this member, for people; unique in its cluster.");
    public static final ConfigKey<String> DATA_DIR = ConfigKey.text(
            "data-dir", "", "Directory of this member's data, made with mode 0700. Empty means <name>.etcd.");
    public static final ConfigKey<String> WAL_DIR =
            ConfigKey.text("wal-dir", "", "Directory of the log, if it is to be apart from the rest of the data.");
    public static final ConfigKey<Long> HEARTBEAT_INTERVAL =
            Keys.unsigned("heartbeat-interval", 100, "Milliseconds between two heartbeats of a leader.");
    public static final ConfigKey<Long> ELECTION_TIMEOUT = Keys.unsigned(
            "election-timeout", 1000, "Milliseconds without a leader after which a member stands for one.");
    public static final ConfigKey<UrlList> LISTEN_PEER_URLS =
            Keys.urls("listen-peer-urls", UrlList.of("http://localhost:2380"), "Where to listen for other members.");
    public static final ConfigKey<UrlList> LISTEN_CLIENT_URLS =
            Keys.urls("listen-client-urls", UrlList.of("http://localhost:2379"), "Where to listen for clients.");
    static final ConfigKey<UrlList> LISTEN_CLIENT_HTTP_URLS =
            Keys.urls("listen-client-http-urls", UrlList.EMPTY, "Where to listen for clients that speak HTTP only.");
    static final ConfigKey<UrlList> LISTEN_METRICS_URLS =
            Keys.urls("listen-metrics-urls", UrlList.EMPTY, "Where to serve metrics and health besides.");
    public static final ConfigKey<Long> QUOTA_BACKEND_BYTES = Keys.signed(
            "quota-backend-bytes",
            0,
            "Size of the storage above which writes are refused; 0 means 2 GiB, negative none.");
    public static final ConfigKey<Long> MAX_TXN_OPS =
            ConfigKey.number("max-txn-ops", 128, 1, 1 << 20, "Operations in each list of a transaction.");
    public static final ConfigKey<Long> MAX_REQUEST_BYTES =
            ConfigKey.number("max-request-bytes", 1_572_864, 1, 1 << 30, "Largest request of a client, in bytes.");
    public static final ConfigKey<Boolean> FORCE_NEW_CLUSTER = ConfigKey.bool(
            "force-new-cluster", false, "Makes this member the only one of its cluster, keeping its data (C70).");

    static final ConfigKey<Boolean> ENABLE_GRPC_GATEWAY =
            ConfigKey.bool("enable-grpc-gateway", true, "Whether clients may call by HTTP and JSON.");

    private MemberSettings() {}

    static List<Setting> all() {
        String batching = "storage backends of Kvorum are written in the batches in which commands arrive";
        return List.of(
                Setting.active(MEMBER, NAME),
                Setting.active(MEMBER, DATA_DIR),
                Setting.active(MEMBER, WAL_DIR),
                Setting.active(
                        MEMBER,
                        Keys.unsigned(
                                "snapshot-count",
                                10_000,
                                "Entries between two points at which data become durable; 0 means the default.")),
                Setting.active(
                        MEMBER,
                        Keys.unsigned(
                                "snapshot-catchup-entries",
                                5_000,
                                "Log entries kept for slow followers; 0 means the default.")),
                Setting.active(MEMBER, HEARTBEAT_INTERVAL),
                Setting.active(MEMBER, ELECTION_TIMEOUT),
                Setting.active(
                        MEMBER,
                        ConfigKey.bool("initial-election-tick-advance", true, "Shortens the first election's wait.")),
                Setting.active(
                        MEMBER,
                        ConfigKey.bool("pre-vote", true, "Whether a member asks before it disturbs by an election.")),
                Setting.active(MEMBER, LISTEN_PEER_URLS),
                Setting.active(MEMBER, LISTEN_CLIENT_URLS),
                Setting.later(MEMBER, LISTEN_CLIENT_HTTP_URLS, "a listener for HTTP alone comes"),
                Setting.later(MEMBER, LISTEN_METRICS_URLS, "a listener for metrics alone comes"),
                Setting.ignored(
                        MEMBER,
                        Keys.unsigned("max-snapshots", 5, "Snapshot files kept."),
                        "Kvorum keeps what it needs"),
                Setting.ignored(MEMBER, Keys.unsigned("max-wals", 5, "Log files kept."), "Kvorum keeps what it needs"),
                Setting.active(MEMBER, QUOTA_BACKEND_BYTES),
                Setting.ignored(
                        MEMBER,
                        ConfigKey.text("backend-bbolt-freelist-type", "map", "A detail of etcd's storage."),
                        "it concerns etcd's storage engine"),
                Setting.ignored(
                        MEMBER,
                        ConfigKey.duration("backend-batch-interval", Duration.ZERO, "Longest time before a commit."),
                        batching),
                Setting.ignored(
                        MEMBER, Keys.signed("backend-batch-limit", 0, "Most operations before a commit."), batching),
                Setting.active(MEMBER, MAX_TXN_OPS),
                Setting.active(MEMBER, MAX_REQUEST_BYTES),
                Setting.active(
                        MEMBER,
                        ConfigKey.number(
                                "max-concurrent-streams",
                                4_294_967_295L,
                                0,
                                4_294_967_295L,
                                "Streams per connection.")),
                Setting.active(
                        MEMBER,
                        Keys.seconds("grpc-keepalive-min-time", 5, "Shortest time between two pings of a client.")),
                Setting.active(
                        MEMBER,
                        Keys.seconds(
                                "grpc-keepalive-interval", 7_200, "Time between two pings of the server; 0 for none.")),
                Setting.active(
                        MEMBER, Keys.seconds("grpc-keepalive-timeout", 20, "How long the answer to a ping may take.")),
                Setting.later(
                                MEMBER,
                                ConfigKey.bool("socket-reuse-port", false, "Whether listeners share their port."),
                                "sharing a port comes")
                        .inFileAs("socket-options.reuse-port"),
                Setting.ignored(
                                MEMBER,
                                ConfigKey.bool("socket-reuse-address", false, "Whether a port may be taken at once."),
                                "listeners always may")
                        .inFileAs("socket-options.reuse-address"),
                Setting.ignored(
                                MEMBER,
                                Keys.seconds("raft-read-timeout", 5, "How long a peer may be silent."),
                                "the peer transport sees silence by itself")
                        .notInFile(),
                Setting.ignored(
                                MEMBER,
                                Keys.seconds("raft-write-timeout", 5, "How long a peer may take to read."),
                                "the peer transport sees silence by itself")
                        .notInFile(),
                Setting.active(MEMBER, ENABLE_GRPC_GATEWAY),
                Setting.later(
                        MEMBER,
                        ConfigKey.bool("memory-mlock", false, "Whether memory is locked against swapping."),
                        "locking memory comes"),
                Setting.active(UNSAFE, FORCE_NEW_CLUSTER),
                Setting.later(
                        UNSAFE,
                        ConfigKey.bool("unsafe-no-fsync", false, "Leaves out disk syncs; loses data."),
                        "a log without syncs comes (--wal=memory keeps nothing on disk)"));
    }
}
