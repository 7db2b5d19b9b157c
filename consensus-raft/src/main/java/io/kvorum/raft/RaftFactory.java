package io.kvorum.raft;

import io.kvorum.raft.driver.RaftConsensus;
import io.kvorum.raft.driver.RaftSettings;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes Raft members. */
public final class RaftFactory implements ConsensusFactory {
    @Override
    public String name() {
        return "raft";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return RaftSettings.KEYS;
    }

    @Override
    public Set<Part> uses() {
        return EnumSet.of(Part.WAL, Part.PEERS);
    }

    @Override
    public Consensus create(Config config, ConsensusContext context) {
        return new RaftConsensus(RaftSettings.of(config), context);
    }
}
