package io.kvorum.tck;

import io.kvorum.spi.wal.WalFactory;
import io.kvorum.tck.sim.CrashLoss;
import io.kvorum.tck.sim.SimulatedDisk;
import io.kvorum.tck.sim.SimulatedWalFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** The simulated log keeps the contract, whatever the crash leaves. */
class SimulatedWalContractTest extends WriteAheadLogContract {
    final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(7));
    CrashLoss loss = CrashLoss.RANDOM;

    @Override
    protected WalFactory factory() {
        return new SimulatedWalFactory(disk);
    }

    @Override
    protected long bytesUntilReleased() {
        return 200_000;
    }

    @Override
    protected Path crash(Path directory) {
        disk.crash(loss);
        return directory;
    }

    @Override
    protected boolean failNextSync() {
        disk.failNextSync();
        return true;
    }

    @Override
    protected boolean failNextAppend() {
        disk.failNextWrite();
        return true;
    }

    @Override
    protected boolean exhaustSpace() {
        disk.setCapacity(disk.used() + 100_000);
        return true;
    }

    @Override
    protected void restoreSpace() {
        disk.setCapacity(Long.MAX_VALUE);
    }

    @Override
    protected boolean tearTail(Path directory) {
        List<Path> files = disk.list(directory);
        Path newest = files.get(files.size() - 1);
        int size = disk.open(newest).size();
        if (size > disk.open(newest).syncedSize()) {
            disk.damage(newest, size - 1);
        }
        return true;
    }

    @Override
    protected boolean damageSynced(Path directory) {
        disk.damage(disk.list(directory).get(0), 100);
        return true;
    }
}
