package io.kvorum.tck.sim;

/**
 * The node has just lost its power: thrown out of a disk operation to end whatever it is doing.
 *
 * <p>An {@link Error}, so that code under test does not take it for a failure it can handle.
 */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    public SimulatedCrash(String message) {
        super(message, null, false, false);
    }
}
