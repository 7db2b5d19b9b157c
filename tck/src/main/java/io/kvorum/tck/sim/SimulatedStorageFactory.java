package io.kvorum.tck.sim;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.storage.StorageBackend;
import io.kvorum.spi.storage.StorageContext;
import io.kvorum.spi.storage.StorageFactory;

/**
 * Opens backends on a {@link SimulatedDisk}; they keep every rule of the port, and lose in a crash what the disk loses.
 * {@code flush} and {@code defragment} run as tasks of lane {@code storage}.
 */
public final class SimulatedStorageFactory implements StorageFactory {
    /** Largest value that is taken. */
    public static final int VALUE_BYTES_MAX = 4 * 1024 * 1024;

    private final SimulatedDisk disk;

    public SimulatedStorageFactory(SimulatedDisk disk) {
        this.disk = disk;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public StorageBackend create(Config config, StorageContext context) {
        if (context.valueBytesRequired() > VALUE_BYTES_MAX) {
            throw new ComponentException("the simulated storage takes values up to " + VALUE_BYTES_MAX + " bytes");
        }
        return new SimulatedStorage(disk, context.runtime(), context.directory());
    }
}
