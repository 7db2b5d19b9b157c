package io.kvorum.tck;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.runtime.NodeRuntime;
import io.kvorum.spi.wal.WalFactory;
import java.nio.file.Path;

/**
 * What every write-ahead log does (WAL-1 to WAL-10). Extend it, name your factory, and run it.
 *
 * <p>An instance serves one test; {@link #factory()} is called once for it.
 */
public abstract class WriteAheadLogContract {
    /** The part under test. */
    protected abstract WalFactory factory();

    /** Its settings; small segments make the tests about released space worth more. */
    protected Config config(WalFactory factory) {
        return Config.defaults(factory.configKeys());
    }

    /** Whether it promises that what was synced survives a crash. */
    protected boolean durable() {
        return true;
    }

    /** Largest record the log is asked to take, in bytes. */
    protected int recordBytesRequired() {
        return 256 * 1024;
    }

    /** Appending this many bytes and releasing all of them gives space back; 0 if that cannot be said. */
    protected long bytesUntilReleased() {
        return 0;
    }

    /** The runtime of the node that opens the log in {@code directory}. */
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

    /** Makes the next sync fail; false if the part offers no way to do that. */
    protected boolean failNextSync() {
        return false;
    }

    /** Makes the next append fail for another reason than lack of space; false if the part offers no way to do that. */
    protected boolean failNextAppend() {
        return false;
    }

    /**
     * Takes nearly all space away: the log has to announce it, and is full some appends of 1 KiB later (at most 10,000).
     *
     * @return false if the part offers no way to do that
     */
    protected boolean exhaustSpace() {
        return false;
    }

    /** Gives back what {@link #exhaustSpace()} took. */
    protected void restoreSpace() {}

    /**
     * Destroys the end of the newest record of a closed or crashed log, which was not synced.
     *
     * @return false if the part offers no way to do that
     */
    protected boolean tearTail(Path directory) {
        return false;
    }

    /**
     * Changes bytes of the payload of some record of a crashed log, all of whose records were synced.
     *
     * @return false if the part offers no way to do that
     */
    protected boolean damageSynced(Path directory) {
        return false;
    }
}
