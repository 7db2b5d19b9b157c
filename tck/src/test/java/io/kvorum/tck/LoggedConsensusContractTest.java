package io.kvorum.tck;

import io.kvorum.spi.consensus.ConsensusFactory;

/** The consensus whose flaws the kit must notice is right without them. */
class LoggedConsensusContractTest extends ConsensusContract {
    @Override
    protected ConsensusFactory factory() {
        return new LoggedConsensusFactory(ConsensusFlaw.NONE);
    }
}
