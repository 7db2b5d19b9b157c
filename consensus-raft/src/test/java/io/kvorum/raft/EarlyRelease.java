package io.kvorum.raft;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.consensus.ConsensusFactory;

/** Settings with which the log is released so early that members need snapshots. */
public final class EarlyRelease {
    private EarlyRelease() {}

    public static Config config(ConsensusFactory factory) {
        Config.Builder config = Config.builder(factory.configKeys());
        for (ConfigKey<?> key : factory.configKeys()) {
            if (key.name().equals("snapshot-count")) {
                config.parse(key, "50");
            } else if (key.name().equals("snapshot-catchup-entries")) {
                config.parse(key, "10");
            }
        }
        return config.build();
    }
}
