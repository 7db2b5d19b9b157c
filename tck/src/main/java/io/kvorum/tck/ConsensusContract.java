package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.consensus.ConsensusFactory;

/**
 * What every consensus algorithm does with one voter (CON-2 to CON-7, and restart). Extend it, name your factory, and
 * run it.
 *
 * <p>The algorithm runs in a {@link io.kvorum.tck.sim.Simulation} on a simulated log and network: it must take time,
 * threads and chance from its runtime only. An instance serves one test; {@link #factory()} is called once for it.
 */
public abstract class ConsensusContract {
    /** The part under test. */
    protected abstract ConsensusFactory factory();

    /** Its settings. */
    protected Config config(ConsensusFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** Whether entries survive a restart of the member by themselves. By default: if it uses a log. */
    protected boolean durable(ConsensusFactory factory) {
        return factory.uses().contains(ConsensusFactory.Part.WAL);
    }

    /** Seed of the simulated world. */
    protected long seed() {
        return 1;
    }
}
