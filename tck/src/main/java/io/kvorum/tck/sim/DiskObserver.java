package io.kvorum.tck.sim;

/**
 * Hears of every change of a {@link SimulatedDisk}, and may end the node there: crash its runtime and its disk, then throw
 * {@link SimulatedCrash}.
 */
public interface DiskObserver {
    /** The step is about to happen. */
    default void before(DiskStep step) {}

    /** The step has happened; its caller does not know yet. */
    default void after(DiskStep step) {}
}
