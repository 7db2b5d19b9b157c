package io.kvorum.server.config;

import static io.kvorum.server.config.SettingGroup.PARTS;

import io.kvorum.spi.config.ConfigKey;
import java.util.List;

/** Kvorum's own settings: which parts make up the server, and what it may use. */
public final class PartSettings {
    public static final ConfigKey<String> CONSENSUS = ConfigKey.text("consensus", "raft", "The consensus algorithm.");
    public static final ConfigKey<String> WAL = ConfigKey.text("wal", "chronicle", "The write-ahead log.");
    public static final ConfigKey<String> STORAGE = ConfigKey.text("storage", "mapdb", "The storage backend.");
    /** The name that stands for no transport between members. */
    static final String NO_PEERS = "none";

    public static final ConfigKey<String> PEER_TRANSPORT = ConfigKey.text(
            "peer-transport", "grpc", "The transport between members; none for a member that stays alone.");
    public static final ConfigKey<String> CLIENT_TRANSPORTS =
            ConfigKey.text("client-transports", "grpc,http", "The transports for clients, with commas.");
    static final ConfigKey<String> PLUGIN_DIR = ConfigKey.text(
            "plugin-dir",
            "",
            "Folder with plug-ins as jars, or as folders of jars. Empty means the server's plugins/.");
    public static final ConfigKey<Long> ROW_CACHE_BYTES = ConfigKey.bytes(
            "row-cache-bytes", 64L << 20, 0, 1L << 40, "Memory for rows that are read or were just written.");

    private PartSettings() {}

    static List<Setting> all() {
        return List.of(
                Setting.active(PARTS, CONSENSUS),
                Setting.active(PARTS, WAL),
                Setting.active(PARTS, STORAGE),
                Setting.active(PARTS, PEER_TRANSPORT),
                Setting.active(PARTS, CLIENT_TRANSPORTS),
                Setting.active(PARTS, PLUGIN_DIR),
                Setting.active(PARTS, ROW_CACHE_BYTES));
    }
}
