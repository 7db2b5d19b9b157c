package io.kvorum.server.config;

import static io.kvorum.server.config.SettingGroup.LOGGING;

import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
import java.util.List;

/** Settings of monitoring and logging (section 2.5 of the contract). */
public final class LogSettings {
    public static final ConfigKey<String> LOG_LEVEL = Keys.oneOf(
            "log-level",
            List.of("info", "debug", "warn", "error", "panic", "fatal"),
            "unknown log level: %s, supported values debug, info, warn, error, panic, fatal",
            "Least severity that is logged.");
    public static final ConfigKey<String> LOG_FORMAT = Keys.oneOf(
            "log-format",
            List.of("console", "json"),
            "unknown log format: %s, supported values json, console",
            "Lines for people (console) or for programs (json).");
    public static final ConfigKey<String> LOG_OUTPUTS = ConfigKey.text(
            "log-outputs", "default", "Where to log: default (stderr), stderr, stdout, or files; with commas.");
    static final ConfigKey<String> LOGGER = ConfigKey.of("logger", "text", "zap", "Only zap is accepted.", text -> {
        if (!text.equals("zap")) {
            throw new IllegalArgumentException(
                    text.equals("capnslog")
                            ? "--logger=capnslog is removed in v3.5"
                            : "unknown logger option \"" + text + "\"");
        }
        return text;
    });
    static final ConfigKey<String> METRICS = Keys.oneOf(
            "metrics",
            List.of("basic", "extensive"),
            "unknown metrics option \"%s\", supported values basic, extensive",
            "Whether to measure the latency of each call too (extensive).");

    public static final ConfigKey<Duration> WARNING_APPLY_DURATION =
            Keys.milliseconds("warning-apply-duration", 100, "Applying for longer gives a warning.");

    private LogSettings() {}

    static List<Setting> all() {
        String tracing = "tracing comes";
        return List.of(
                Setting.ignored(
                        LOGGING,
                        ConfigKey.bool("enable-pprof", false, "Profiling pages of Go."),
                        "Java has its own tools, see docs/operations.md"),
                Setting.active(LOGGING, METRICS),
                Setting.active(LOGGING, LOGGER),
                Setting.active(LOGGING, LOG_LEVEL),
                Setting.active(LOGGING, LOG_FORMAT),
                Setting.active(LOGGING, LOG_OUTPUTS),
                Setting.later(
                        LOGGING,
                        ConfigKey.bool("enable-log-rotation", false, "Rotates the one file that is logged to."),
                        "rotation of log files comes"),
                Setting.ignored(
                        LOGGING,
                        ConfigKey.text(
                                "log-rotation-config-json",
                                "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false, "
                                        + "\"compress\": false}",
                                "How to rotate."),
                        "there is no rotation yet"),
                Setting.active(LOGGING, WARNING_APPLY_DURATION),
                Setting.ignored(
                        LOGGING,
                        Keys.milliseconds(
                                "warning-unary-request-duration", 300, "Calls longer than this give a warning."),
                        "slow steps show in the histograms"),
                Setting.later(LOGGING, ConfigKey.bool("enable-distributed-tracing", false, "Exports traces."), tracing),
                Setting.ignored(
                        LOGGING,
                        ConfigKey.text("distributed-tracing-address", "localhost:4317", "Who collects traces."),
                        "there are no traces yet"),
                Setting.ignored(
                        LOGGING,
                        ConfigKey.text("distributed-tracing-service-name", "etcd", "Name in traces."),
                        "there are no traces yet"),
                Setting.ignored(
                        LOGGING,
                        ConfigKey.text("distributed-tracing-instance-id", "", "Instance in traces."),
                        "there are no traces yet"),
                Setting.later(
                        LOGGING,
                        ConfigKey.number(
                                "distributed-tracing-sampling-rate", 0, 0, 1_000_000, "Traces per million calls."),
                        tracing));
    }
}
