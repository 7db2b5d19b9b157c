package io.kvorum.memory;

import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.tck.ConsensusContract;

class SingleConsensusContractTest extends ConsensusContract {
    @Override
    protected ConsensusFactory factory() {
        return new SingleConsensusFactory();
    }
}
