package io.kvorum.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All settings of the server itself; those of parts come from their factories. */
public final class SettingTable {
    /** Flags of old releases that are accepted and mean nothing (C8). */
    static final Set<String> FORGOTTEN = Set.of(
            "cluster-active-size",
            "cluster-remove-delay",
            "cluster-sync-interval",
            "config",
            "force",
            "max-result-buffer",
            "max-retry-attempts",
            "peer-heartbeat-interval",
            "peer-election-timeout",
            "retry-interval",
            "snapshot",
            "v",
            "vv");

    /** Former names that became feature gates, and the gate. */
    static final Map<String, String> BECAME_GATES = Map.of(
            "experimental-initial-corrupt-check", "InitialCorruptCheck",
            "experimental-compact-hash-check-enabled", "CompactHashCheck",
            "experimental-enable-lease-checkpoint", "LeaseCheckpoint",
            "experimental-enable-lease-checkpoint-persist", "LeaseCheckpointPersist",
            "experimental-stop-grpc-service-on-defrag", "StopGRPCServiceOnDefrag",
            "experimental-txn-mode-write-with-shared-buffer", "TxnModeWriteWithSharedBuffer");

    private final Map<String, Setting> byName = new LinkedHashMap<>();
    private final Map<String, Setting> byFileKey = new LinkedHashMap<>();

    private SettingTable(Stream<List<Setting>> groups) {
        groups.flatMap(List::stream).forEach(setting -> {
            if (byName.put(setting.name(), setting) != null) {
                throw new IllegalStateException("setting given twice: " + setting.name());
            }
            setting.fileKey().ifPresent(key -> byFileKey.put(key, setting));
        });
    }

    public static SettingTable create() {
        return new SettingTable(Stream.of(
                PartSettings.all(),
                MemberSettings.all(),
                ClusterSettings.all(),
                SecuritySettings.all(),
                LogSettings.all(),
                TuningSettings.all()));
    }

    public List<Setting> settings() {
        return List.copyOf(byName.values());
    }

    public Optional<Setting> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<Setting> findByFileKey(String key) {
        return Optional.ofNullable(byFileKey.get(key));
    }
}
