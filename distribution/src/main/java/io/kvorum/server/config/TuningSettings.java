package io.kvorum.server.config;

import static io.kvorum.server.config.SettingGroup.TUNING;

import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
import java.util.List;

/** Settings of features and tuning (sections 2.6 and 2.8 of the contract). */
public final class TuningSettings {
    public static final ConfigKey<Long> COMPACTION_BATCH_LIMIT = ConfigKey.number(
            "compaction-batch-limit",
            0,
            0,
            1_000_000,
            "Revisions that one step of a compaction removes; 0 means 1000.");
    public static final ConfigKey<Duration> COMPACTION_SLEEP_INTERVAL = ConfigKey.duration(
            "compaction-sleep-interval", Duration.ZERO, "Pause between two steps of a compaction; 0 means 10ms.");
    public static final ConfigKey<Duration> WATCH_PROGRESS_NOTIFY_INTERVAL = ConfigKey.duration(
                    "watch-progress-notify-interval",
                    Duration.ZERO,
                    "Time between two progress notifications of a watch, at least 100ms; 0 means 10m.")
            .withCheck(
                    value -> value.isZero() || value.compareTo(Duration.ofMillis(100)) >= 0, "must be at least 100ms");
    static final ConfigKey<Duration> COMPACT_HASH_CHECK_TIME =
            Keys.seconds("compact-hash-check-time", 60, "Time between two checks of compaction hashes.");
    static final ConfigKey<String> FEATURE_GATES =
            ConfigKey.of("feature-gates", "gates", "", "Features as name=true or name=false, with commas.", text -> {
                FeatureGates.check(text);
                return text;
            });

    public static final ConfigKey<Long> MAX_LEARNERS =
            ConfigKey.number("max-learners", 1, 1, 1_000, "Learners a cluster may have.");

    private TuningSettings() {}

    static List<Setting> all() {
        return List.of(
                Setting.later(
                        TUNING,
                        ConfigKey.duration("corrupt-check-time", Duration.ZERO, "Time between two checks of hashes."),
                        "comparing hashes with other members comes"),
                Setting.active(TUNING, COMPACT_HASH_CHECK_TIME),
                Setting.active(TUNING, COMPACTION_BATCH_LIMIT),
                Setting.active(TUNING, COMPACTION_SLEEP_INTERVAL),
                Setting.active(TUNING, WATCH_PROGRESS_NOTIFY_INTERVAL),
                Setting.later(
                        TUNING,
                        Keys.unsigned(
                                "bootstrap-defrag-threshold-megabytes",
                                0,
                                "Defragments at start if it frees that much."),
                        "defragmentation at start comes"),
                Setting.active(TUNING, MAX_LEARNERS),
                Setting.ignored(
                        TUNING,
                        Keys.seconds("downgrade-check-time", 5, "Time between two checks of a downgrade."),
                        "there are no downgrades yet"),
                Setting.active(TUNING, FEATURE_GATES));
    }
}
