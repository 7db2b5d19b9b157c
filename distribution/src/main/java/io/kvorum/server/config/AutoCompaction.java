package io.kvorum.server.config;

import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
import java.util.Optional;

/** Reads what compaction by itself is to leave (C50). */
final class AutoCompaction {
    private static final ConfigKey<Duration> RETENTION = ConfigKey.duration("retention", Duration.ZERO, "A duration.");

    private AutoCompaction() {}

    /** A duration, or a whole number of hours. */
    static Optional<String> periodicProblem(String text) {
        if (text.matches("\\d+")) {
            return Optional.empty();
        }
        try {
            RETENTION.parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException invalid) {
            return problem(text, invalid.getMessage());
        }
    }

    /** A whole number of revisions. */
    static Optional<String> revisionProblem(String text) {
        return text.matches("\\d{1,18}") ? Optional.empty() : problem(text, "must be a whole number of revisions");
    }

    private static Optional<String> problem(String text, String cause) {
        return Optional.of("error parsing CompactionRetention: \"" + text + "\" " + cause);
    }
}
