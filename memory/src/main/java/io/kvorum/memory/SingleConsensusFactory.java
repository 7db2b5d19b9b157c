package io.kvorum.memory;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.Bootstrap;
import io.kvorum.spi.consensus.Consensus;
import io.kvorum.spi.consensus.ConsensusContext;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.util.List;
import java.util.Set;

/** Makes the consensus of one member with itself: no log, no peers. */
final class SingleConsensusFactory implements ConsensusFactory {
    @Override
    public String name() {
        return "single";
    }

    @Override
    public Set<Part> uses() {
        return Set.of();
    }

    @Override
    public Consensus create(Config config, ConsensusContext context) {
        return new SingleConsensus(context, membership(context));
    }

    private static Membership membership(ConsensusContext context) {
        if (context.bootstrap() instanceof Bootstrap.Join) {
            throw new ComponentException("consensus 'single' is for one member; it cannot join a cluster");
        }
        if (context.bootstrap() instanceof Bootstrap.New first) {
            if (!first.membership().voters().equals(List.of(context.memberId()))
                    || first.membership().members().size() != 1) {
                throw new ComponentException("consensus 'single' is for one member; the cluster begins with "
                        + first.membership().members().size());
            }
            return first.membership();
        }
        return new Membership(List.of(new Member(context.memberId(), List.of(), false)), List.of());
    }
}
