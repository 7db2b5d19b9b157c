package io.kvorum.raft;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.tck.ClusterConsensusContract;

final class RaftClusterContractTest extends ClusterConsensusContract {
    @Override
    protected ConsensusFactory factory() {
        return new RaftFactory();
    }

    @Override
    protected Config config(ConsensusFactory factory) {
        return EarlyRelease.config(factory);
    }
}
