package io.kvorum.tck.sim;

import java.nio.file.Path;

/**
 * A change of a {@link SimulatedDisk}.
 *
 * @param number counts from 1 over the whole life of the disk
 */
public record DiskStep(long number, Kind kind, Path path) {
    /** What changes. */
    public enum Kind {
        CREATE,
        WRITE,
        SYNC,
        TRUNCATE,
        RENAME,
        DELETE
    }
}
