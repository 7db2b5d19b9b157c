package io.kvorum.raft;

import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.tck.ConsensusContract;

final class RaftConsensusContractTest extends ConsensusContract {
    @Override
    protected ConsensusFactory factory() {
        return new RaftFactory();
    }
}
