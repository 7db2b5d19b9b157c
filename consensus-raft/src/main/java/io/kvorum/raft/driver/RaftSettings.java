package io.kvorum.raft.driver;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.util.List;

/** Settings, under etcd's names. */
public record RaftSettings(
        long heartbeatMilliseconds,
        long electionMilliseconds,
        boolean preVote,
        long snapshotCount,
        long catchUpEntries,
        boolean electionTickAdvance) {
    private static final ConfigKey<Long> HEARTBEAT = ConfigKey.number(
                    "heartbeat-interval", 100, 1, 50_000, "Interval of the leader's heartbeats, in milliseconds.")
            .withPlainName();
    private static final ConfigKey<Long> ELECTION = ConfigKey.number(
                    "election-timeout",
                    1000,
                    1,
                    50_000,
                    "After this many milliseconds without a heartbeat a member campaigns; at least 5 heartbeats.")
            .withPlainName();
    private static final ConfigKey<Boolean> PRE_VOTE = ConfigKey.bool(
                    "pre-vote", true, "Whether a campaign begins by asking, so that a member cut off disturbs nobody.")
            .withPlainName();
    private static final ConfigKey<Long> SNAPSHOT_COUNT = ConfigKey.number(
                    "snapshot-count",
                    10_000,
                    1,
                    1_000_000_000,
                    "After this many entries the data is made durable, and the log before it may go.")
            .withPlainName();
    private static final ConfigKey<Long> CATCH_UP = ConfigKey.number(
                    "snapshot-catchup-entries",
                    5_000,
                    0,
                    1_000_000_000,
                    "Entries that the log keeps behind the durable data for members that are slow.")
            .withPlainName();
    private static final ConfigKey<Boolean> TICK_ADVANCE = ConfigKey.bool(
                    "initial-election-tick-advance",
                    true,
                    "Whether a starting member shortens its first wait for a leader.")
            .withPlainName();

    /** Everything that can be set. */
    public static final List<ConfigKey<?>> KEYS =
            List.of(HEARTBEAT, ELECTION, PRE_VOTE, SNAPSHOT_COUNT, CATCH_UP, TICK_ADVANCE);

    /** Reads the settings; fails if they contradict one another. */
    public static RaftSettings of(Config config) {
        RaftSettings settings = new RaftSettings(
                config.get(HEARTBEAT),
                config.get(ELECTION),
                config.get(PRE_VOTE),
                config.get(SNAPSHOT_COUNT),
                config.get(CATCH_UP),
                config.get(TICK_ADVANCE));
        if (5 * settings.heartbeatMilliseconds > settings.electionMilliseconds) {
            throw new ComponentException("--election-timeout[" + settings.electionMilliseconds
                    + "ms] should be at least as 5 times as --heartbeat-interval["
                    + settings.heartbeatMilliseconds + "ms]");
        }
        return settings;
    }

    int electionTicks() {
        return Math.toIntExact(electionMilliseconds / heartbeatMilliseconds);
    }
}
