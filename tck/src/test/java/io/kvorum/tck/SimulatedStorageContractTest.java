package io.kvorum.tck;

import io.kvorum.spi.storage.StorageFactory;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedStorageFactory;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** The simulated storage keeps the contract, whatever the crash leaves. */
class SimulatedStorageContractTest extends StorageBackendContract {
    final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(7));

    @Override
    protected StorageFactory factory() {
        return new SimulatedStorageFactory(disk);
    }

    @Override
    protected Path crash(Path directory) {
        disk.crash(CrashLoss.RANDOM);
        return directory;
    }

    @Override
    protected boolean failNextWrite() {
        disk.failNextWrite();
        return true;
    }

    @Override
    protected boolean damage(Path directory) {
        disk.damage(disk.list(directory).get(0), 1_000);
        return true;
    }
}
