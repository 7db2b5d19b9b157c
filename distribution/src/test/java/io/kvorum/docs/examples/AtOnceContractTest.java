package io.kvorum.docs.examples;

// region page
import io.kvorum.spi.consensus.ConsensusFactory;
import io.kvorum.tck.ConsensusContract;

/** The consensus of the page keeps the rules that every algorithm keeps. */
final class AtOnceContractTest extends ConsensusContract {
    @Override
    protected ConsensusFactory factory() {
        return new AtOncePlugin.Factory();
    }
}
// endregion
