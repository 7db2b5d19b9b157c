package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.storage.StorageFactory;
import java.nio.file.Path;

/**
 * What every storage backend does (STO-1 to STO-10). Extend it, name your factory, and run it.
 *
 * <p>An instance serves one test; {@link #factory()} is called once for it. The checks against a model are jqwik
 * properties: JUnit's own life-cycle methods do not run around them.
 */
public abstract class StorageBackendContract {
    /** The part under test. */
    protected abstract StorageFactory factory();

    /** Its settings. */
    protected Config config(StorageFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** Whether it promises that what was flushed survives a crash. */
    protected boolean durable() {
        return true;
    }

    /** Whether {@code defragment} makes {@code stats().onDisk()} smaller once most rows are deleted. */
    protected boolean givesSpaceBack() {
        return durable();
    }

    /** Largest value the backend is asked to take, in bytes. */
    protected int valueBytesRequired() {
        return 256 * 1024;
    }

    /** The runtime of the node that opens the backend in {@code directory}. */
    protected NodeRuntime runtime(Path directory) {
        return new ThreadedRuntime(directory);
    }

    /**
     * Ends the instance that is open in {@code directory} as a crash would, and says where to open what is left.
     *
     * @return a directory that nobody has opened
     */
    protected Path crash(Path directory) {
        return DirectoryCopy.of(directory);
    }

    /** Makes the next write to the disk fail, whichever call causes it; false if the part offers no way to do that. */
    protected boolean failNextWrite() {
        return false;
    }

    /**
     * Changes bytes of some row of a crashed backend, all of whose batches were flushed.
     *
     * @return false if the part offers no way to do that
     */
    protected boolean damage(Path directory) {
        return false;
    }
}
