package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusFactory;
import java.util.Set;

record LoggedConsensusFactory(ConsensusFlaw flaw) implements ConsensusFactory {
    @Override
    public String name() {
        return "logged";
    }

    @Override
    public Set<Part> uses() {
        return Set.of(Part.WAL);
    }

    @Override
    public Consensus create(Config config, ConsensusContext context) {
        return new LoggedConsensus(context, flaw);
    }
}
