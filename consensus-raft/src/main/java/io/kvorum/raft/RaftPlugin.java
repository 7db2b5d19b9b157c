package io.kvorum.raft;

import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.consensus.ConsensusFactory;
import java.util.List;

/** Offers consensus {@code raft}. */
public final class RaftPlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "consensus-raft";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<ConsensusFactory> consensusFactories() {
        return List.of(new RaftFactory());
    }
}
