package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.peer.PeerTransportFactory;
import io.kvorum.spi.runtime.NodeRuntime;
import java.util.function.BooleanSupplier;

/**
 * What every peer transport does (PEER-1 to PEER-6), as far as it shows in one process. Extend it, name your factory, and
 * run it.
 *
 * <p>An instance serves one test; {@link #factory()} is called once for it.
 */
public abstract class PeerTransportContract {
    /** The part under test. */
    protected abstract PeerTransportFactory factory();

    /** Its settings. */
    protected Config config(PeerTransportFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** A URL at which the member of this number (1, 2, …) can listen; the same one for the same number. */
    protected abstract String listenUrl(int member);

    /** The runtime of a member. */
    protected abstract NodeRuntime runtime(int member);

    /** Lets the world go on until the condition holds; fails if it never does. */
    protected abstract void await(BooleanSupplier condition);

    /** Whether every message of a living connection arrives, once, as long as queues are not full. */
    protected boolean lossless() {
        return true;
    }
}
