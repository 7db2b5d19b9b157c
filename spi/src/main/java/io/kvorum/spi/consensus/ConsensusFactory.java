package io.kvorum.spi.consensus;

import io.kvorum.spi.ComponentFactory;
import java.util.Set;

/** Makes consensus algorithms of one kind. */
public interface ConsensusFactory extends ComponentFactory<Consensus, ConsensusContext> {
    /** Which other parts the algorithm needs. A part that is not named is never made, and choosing one is an error. */
    Set<Part> uses();

    /** A part that an algorithm may need. */
    enum Part {
        WAL,
        PEERS
    }
}
