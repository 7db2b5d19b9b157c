package io.kvorum.tck.sim;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.wal.WalContext;
import io.kvorum.spi.wal.WalFactory;
import io.kvorum.spi.wal.WalOpener;

/** Makes logs on a {@link SimulatedDisk}; they keep every rule of the port, and lose in a crash what the disk loses. */
public final class SimulatedWalFactory implements WalFactory {
    /** Largest record that is taken. */
    public static final int RECORD_BYTES_MAX = 4 * 1024 * 1024;

    private final SimulatedDisk disk;
    private final int segmentBytes;

    public SimulatedWalFactory(SimulatedDisk disk) {
        this(disk, 64 * 1024);
    }

    /**
     * Makes a factory.
     *
     * @param segmentBytes a segment that has grown to this size is followed by another one
     */
    public SimulatedWalFactory(SimulatedDisk disk, int segmentBytes) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public WalOpener create(Config config, WalContext context) {
        if (context.recordBytesRequired() > RECORD_BYTES_MAX) {
            throw new ComponentException("the simulated log takes records up to " + RECORD_BYTES_MAX + " bytes");
        }
        return replay -> new SimulatedWal(disk, context.directory(), segmentBytes, replay);
    }
}
