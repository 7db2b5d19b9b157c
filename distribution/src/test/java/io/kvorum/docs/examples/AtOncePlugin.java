package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.Membership;
import java.util.List;
import java.util.Set;

/** Offers the consensus {@code at-once}, which needs neither log nor peers. */
public final class AtOncePlugin implements KvorumPlugin {
    @Override
    public String name() {
        return "at-once";
    }

    @Override
    public int spiVersion() {
        return SpiVersion.CURRENT;
    }

    @Override
    public List<ConsensusFactory> consensusFactories() {
        return List.of(new Factory());
    }

    /** Makes it, for a cluster of one. */
    static final class Factory implements ConsensusFactory {
        @Override
        public String name() {
            return "at-once";
        }

        @Override
        public Set<Part> uses() {
            return Set.of();
        }

        @Override
        public Consensus create(Config config, ConsensusContext context) {
            if (context.bootstrap() instanceof Bootstrap.Join) {
                throw new ComponentException("consensus at-once cannot join a cluster");
            }
            Membership founders =
                    context.bootstrap() instanceof Bootstrap.New founding ? founding.membership() : Membership.EMPTY;
            if (founders.members().size() > 1) {
                throw new ComponentException("consensus at-once is for one member");
            }
            return new AtOnceConsensus(context, founders);
        }
    }
}
// endregion
